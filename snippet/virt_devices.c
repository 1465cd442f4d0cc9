/* SPDX-License-Identifier: MIT */
/* Devices of the machine: a PL011 that only writes, a GICv3 that only says what it is. */
#include "model/bytes.h"
#include "snippet/virt.h"

#include <string.h>

/* Arm PL011 Technical Reference Manual (DDI 0183), 3.2 */
enum {
	UARTDR = 0x000,
	UARTFR = 0x018,
	UART_ID = 0xfe0,
	UARTFR_RXFE = 1u << 4,
	UARTFR_TXFE = 1u << 7
};

/* Arm GICv3 (IHI 0069), 12.9 and 12.11 */
enum {
	GICR_TYPER = 0x008,
	GICR_TYPER_LAST = 1u << 4,
	GIC_PIDR2 = 0xffe8,
	GIC_PIDR2_V3 = 0x30
};

static void uart_registers(el2_page *page)
{
	static const unsigned char id[] = {0x11, 0x10, 0x34, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

	store_le(page->data + UARTDR, 4, 0);
	store_le(page->data + UARTFR, 4, UARTFR_RXFE | UARTFR_TXFE);
	for (unsigned i = 0; i < sizeof id; i++)
		store_le(page->data + UART_ID + i * 4, 4, id[i]);
}

static void uart_written(void *context, el2_page *page, uint32_t offset, uint32_t size)
{
	struct cli_virt *v = context;
	char byte = (char)page->data[UARTDR];

	(void)size;
	if (offset == UARTDR)
		v->console(v->console_context, &byte, 1);
	uart_registers(page);
}

static void gic_registers(el2_page *page)
{
	memset(page->data, 0, EL2_PAGE_SIZE);
	if (page->address == VIRT_GICR)
		store_le(page->data + GICR_TYPER, 4, GICR_TYPER_LAST);
	if (page->address == VIRT_GICD + (GIC_PIDR2 & ~0xfffu) || page->address == VIRT_GICR + (GIC_PIDR2 & ~0xfffu))
		store_le(page->data + (GIC_PIDR2 & 0xfff), 4, GIC_PIDR2_V3);
}

static void gic_written(void *context, el2_page *page, uint32_t offset, uint32_t size)
{
	(void)context;
	(void)offset;
	(void)size;
	gic_registers(page);
}

static bool put(struct cli_virt *v, uint64_t at, uint64_t size, const el2_device *device, void (*registers)(el2_page *))
{
	if (!el2_memory_map(v->memory, at, size))
		return false;
	for (uint64_t done = 0; done < size; done += EL2_PAGE_SIZE) {
		el2_page *page = el2_memory_page(v->memory, at + done);

		page->type = EL2_MEMORY_DEVICE;
		page->owner = EL2_OWNER_MMIO;
		page->device = device;
		registers(page);
	}
	return true;
}

bool virt_devices(struct cli_virt *v)
{
	v->uart = (el2_device){v, NULL, uart_written};
	v->gic = (el2_device){v, NULL, gic_written};
	return put(v, VIRT_PL011, EL2_PAGE_SIZE, &v->uart, uart_registers) &&
	       put(v, VIRT_GICD, 0x10000, &v->gic, gic_registers) && put(v, VIRT_GICR, 0x20000, &v->gic, gic_registers);
}
