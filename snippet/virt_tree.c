/* SPDX-License-Identifier: MIT */
/* The device tree of the machine, made with libfdt. Bindings: Linux Documentation/devicetree/bindings. */
#include "snippet/virt.h"

#ifdef EL2TRAP_HAVE_LIBFDT
#include <libfdt.h>

enum {
	GIC_PHANDLE = 1,
	CLOCK_PHANDLE = 2
};

static int cells(void *t, const char *name, const uint32_t *values, size_t count)
{
	fdt32_t be[12];

	for (size_t i = 0; i < count; i++)
		be[i] = cpu_to_fdt32(values[i]);
	return fdt_property(t, name, be, (int)(count * sizeof *be));
}

/* Address and size, two cells each. */
static int reg(void *t, uint64_t at, uint64_t size)
{
	return cells(t, "reg",
		     (const uint32_t[]){(uint32_t)(at >> 32), (uint32_t)at, (uint32_t)(size >> 32), (uint32_t)size}, 4);
}

/* Each step is left out once one has failed. */
#define DO(call)                                                                                                       \
	do {                                                                                                           \
		if (!bad)                                                                                              \
			bad = (call);                                                                                  \
	} while (0)

static int root(void *t)
{
	int bad = 0;

	DO(fdt_property_string(t, "compatible", "linux,dummy-virt"));
	DO(fdt_property_u32(t, "#address-cells", 2));
	DO(fdt_property_u32(t, "#size-cells", 2));
	DO(fdt_property_u32(t, "interrupt-parent", GIC_PHANDLE));
	return bad;
}

static int chosen(const struct cli_virt *v, void *t, uint64_t initrd, uint64_t initrd_size)
{
	int bad = 0;

	DO(fdt_begin_node(t, "chosen"));
	DO(fdt_property_string(t, "stdout-path", "/pl011@9000000"));
	if (v->options.append)
		DO(fdt_property_string(t, "bootargs", v->options.append));
	if (initrd_size) {
		DO(fdt_property_u64(t, "linux,initrd-start", initrd));
		DO(fdt_property_u64(t, "linux,initrd-end", initrd + initrd_size));
	}
	DO(fdt_end_node(t));
	return bad;
}

static int processor(const struct cli_virt *v, void *t)
{
	int bad = 0;

	DO(fdt_begin_node(t, "cpus"));
	DO(fdt_property_u32(t, "#address-cells", 1));
	DO(fdt_property_u32(t, "#size-cells", 0));
	DO(fdt_begin_node(t, "cpu@0"));
	DO(fdt_property_string(t, "device_type", "cpu"));
	DO(fdt_property_string(t, "compatible", "arm,armv8"));
	DO(fdt_property_u32(t, "reg", 0));
	DO(fdt_property_string(t, "enable-method", "psci"));
	DO(fdt_end_node(t));
	DO(fdt_end_node(t));
	DO(fdt_begin_node(t, "psci"));
	DO(fdt_property(t, "compatible", "arm,psci-1.0\0arm,psci-0.2", 26));
	DO(fdt_property_string(t, "method", v->bare ? "hvc" : "smc"));
	DO(fdt_end_node(t));
	return bad;
}

static int memory(void *t)
{
	int bad = 0;

	DO(fdt_begin_node(t, "memory@40000000"));
	DO(fdt_property_string(t, "device_type", "memory"));
	DO(reg(t, VIRT_RAM, VIRT_RAM_SIZE));
	DO(fdt_end_node(t));
	return bad;
}

static int interrupts(void *t)
{
	/* four PPIs, level, low: secure, non-secure, virtual, hypervisor */
	static const uint32_t timers[] = {1, 13, 8, 1, 14, 8, 1, 11, 8, 1, 10, 8};
	static const uint32_t regions[] = {0, (uint32_t)VIRT_GICD, 0, 0x10000, 0, (uint32_t)VIRT_GICR, 0, 0x20000};
	int bad = 0;

	DO(fdt_begin_node(t, "intc@8000000"));
	DO(fdt_property_string(t, "compatible", "arm,gic-v3"));
	DO(fdt_property_u32(t, "#interrupt-cells", 3));
	DO(fdt_property(t, "interrupt-controller", NULL, 0));
	DO(cells(t, "reg", regions, 8));
	DO(fdt_property_u32(t, "phandle", GIC_PHANDLE));
	DO(fdt_end_node(t));
	DO(fdt_begin_node(t, "timer"));
	DO(fdt_property_string(t, "compatible", "arm,armv8-timer"));
	DO(cells(t, "interrupts", timers, 12));
	DO(fdt_property(t, "always-on", NULL, 0));
	DO(fdt_end_node(t));
	return bad;
}

static int uart(void *t)
{
	static const uint32_t clocks[] = {CLOCK_PHANDLE, CLOCK_PHANDLE}, line[] = {0, 1, 4};
	int bad = 0;

	DO(fdt_begin_node(t, "apb-pclk"));
	DO(fdt_property_string(t, "compatible", "fixed-clock"));
	DO(fdt_property_u32(t, "#clock-cells", 0));
	DO(fdt_property_u32(t, "clock-frequency", 24000000));
	DO(fdt_property_u32(t, "phandle", CLOCK_PHANDLE));
	DO(fdt_end_node(t));
	DO(fdt_begin_node(t, "pl011@9000000"));
	DO(fdt_property(t, "compatible", "arm,pl011\0arm,primecell", 24));
	DO(reg(t, VIRT_PL011, EL2_PAGE_SIZE));
	DO(cells(t, "interrupts", line, 3));
	DO(cells(t, "clocks", clocks, 2));
	DO(fdt_property(t, "clock-names", "uartclk\0apb_pclk", 17));
	DO(fdt_end_node(t));
	return bad;
}

el2_status virt_tree(const struct cli_virt *v, uint64_t initrd, uint64_t initrd_size, void *t, size_t size,
		     el2_error *error)
{
	int bad = fdt_create(t, (int)size);

	DO(fdt_finish_reservemap(t));
	DO(fdt_begin_node(t, ""));
	DO(root(t));
	DO(chosen(v, t, initrd, initrd_size));
	DO(processor(v, t));
	DO(memory(t));
	DO(interrupts(t));
	DO(uart(t));
	DO(fdt_end_node(t));
	DO(fdt_finish(t));
	return bad ? el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "a device tree with this --append: %s",
			      fdt_strerror(bad))
		   : EL2_OK;
}

#else

el2_status virt_tree(const struct cli_virt *v, uint64_t initrd, uint64_t initrd_size, void *t, size_t size,
		     el2_error *error)
{
	(void)v;
	(void)initrd;
	(void)initrd_size;
	(void)t;
	(void)size;
	return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
			"this build has no libfdt to make a device tree with: give one with --dtb");
}

#endif
