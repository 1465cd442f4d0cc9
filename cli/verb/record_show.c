/* SPDX-License-Identifier: MIT */
/* record --show: what a recording holds. */
#include "cli/verb/record.h"
#include "model/bytes.h"

#include <stdlib.h>
#include <string.h>

static size_t zero_pages(const el2_recording *r)
{
	static const uint8_t zero[EL2_RECORDING_PAGE];
	size_t count = 0;

	for (size_t i = 0; i < r->page_count; i++)
		count += !memcmp(r->pages[i].data, zero, sizeof zero);
	return count;
}

static void register_name(uint16_t key, char *name, size_t size)
{
	el2_sysreg reg = el2_sysreg_by_key(key, EL2_READ);

	if (reg != EL2_SYSREG_NONE)
		snprintf(name, size, "%s", el2_sysreg_get(reg)->name);
	else
		el2_sysreg_name(key, EL2_READ, name, size);
}

/* KVM came up, and left EL2 to the boot stub: kernels before 6.12 do, until there is a VM. */
static void warn_of_stub(const el2_recording *r)
{
	const el2_recorded_symbol *stub = el2_recording_symbol(r, "__hyp_stub_vectors");
	uint64_t vbar, pa;
	const el2_recorded_range *range;

	el2_recording_register(r, 0, EL2_SYSREG_VBAR_EL2, &vbar);
	range = el2_recording_range(r, vbar);
	pa = range ? range->pa + (vbar - range->va) : vbar;
	if (stub && stub->pa == pa)
		fprintf(stderr,
			"el2trap record: warning: the boot stub is at EL2, not KVM: this kernel leaves it there "
			"until there is a VM (give it an --initrd that makes one, and --until)\n");
}

static bool no_layout(void *context, const el2_recorded_layout *layout)
{
	(void)context, (void)layout;
	return false;
}

static void say_why_no_layouts(const el2_recording *r)
{
	const bool able = el2_layouts_read(NULL, 0, NULL, 0, no_layout, NULL, NULL) != EL2_ERR_UNSUPPORTED;

	if (!r->layout_count)
		fprintf(stderr, "el2trap record: no layouts of structures: %s\n",
			able ? "its kernel has no BTF that is read" : "this build has no libbpf");
}

void cli_record_summary(const el2_recording *r, size_t file_size)
{
	uint64_t hcr;

	warn_of_stub(r);
	el2_recording_register(r, 0, EL2_SYSREG_HCR_EL2, &hcr);
	fprintf(stderr,
		"el2trap record: %s\nel2trap record: %s on %s, HCR_EL2 0x%llx, %zu ranges, %zu pages (%zu of zeros), "
		"%zu symbols, %zu layouts, %zu bytes\n",
		r->text[EL2_RECORDING_BANNER], r->text[EL2_RECORDING_MODE], r->text[EL2_RECORDING_CPU],
		(unsigned long long)hcr, r->range_count, r->page_count, zero_pages(r), r->symbol_count, r->layout_count,
		file_size);
	say_why_no_layouts(r);
}

/* ---- an address -------------------------------------------------------------------------------------------------- */

static el2_status find(const el2_recording *r, const char *at, uint64_t *va, uint64_t *pa, el2_error *error)
{
	const el2_recorded_symbol *symbol = el2_recording_symbol(r, at);
	const el2_recorded_range *range;

	if (symbol) {
		*pa = symbol->pa;
		if (!el2_recording_va(r, *pa, va))
			*va = *pa;
		return EL2_OK;
	}
	if (!cli_parse_u64(at, va))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"'%.64s' is no symbol of the recording and no address", at);
	range = el2_recording_range(r, *va);
	*pa = range ? range->pa + (*va - range->va) : *va;
	if (!el2_recording_page(r, *pa))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "0x%llx is not in the recording",
				(unsigned long long)*va);
	return EL2_OK;
}

static bool is_code(const el2_recording *r, uint64_t va)
{
	const el2_recorded_range *range = el2_recording_range(r, va);
	uint64_t hcr;

	el2_recording_register(r, 0, EL2_SYSREG_HCR_EL2, &hcr);
	return !range || el2_recorded_range_executes(range, hcr);
}

/* Rows of 16 bytes. */
static void show_data(struct cli_call *c, const el2_recording *r, uint64_t va, uint64_t pa)
{
	for (unsigned row = 0; row < 8; row++, va += 16, pa += 16) {
		char spaced[52] = "", joined[33] = "", ascii[17] = "";
		const uint8_t *page;

		for (unsigned i = 0; i < 16 && (page = el2_recording_page(r, pa + i)); i++) {
			unsigned byte = page[(pa + i) % EL2_RECORDING_PAGE];

			snprintf(spaced + 3 * i, sizeof spaced - 3 * i, "%02x ", byte);
			snprintf(joined + 2 * i, sizeof joined - 2 * i, "%02x", byte);
			ascii[i] = byte >= ' ' && byte < 127 ? (char)byte : '.';
		}
		if (!*ascii)
			return;
		if (!c->options.json) {
			fprintf(c->out.file, "  0x%016llx  %-48s %s\n", (unsigned long long)va, spaced, ascii);
			continue;
		}
		cli_json_open(&c->json, NULL, '{');
		cli_json_hex(&c->json, "at", va);
		cli_json_hex(&c->json, "pa", pa);
		cli_json_text(&c->json, "data", joined);
		cli_json_close(&c->json, '}');
		cli_json_line(&c->json, c->out.file);
	}
}

static void show_code(struct cli_call *c, const el2_recording *r, uint64_t va, uint64_t pa)
{
	for (unsigned i = 0; i < 16; i++, va += 4, pa += 4) {
		const uint8_t *page = el2_recording_page(r, pa & ~UINT64_C(3));
		const el2_recorded_symbol *symbol;
		uint64_t offset = 0;
		char text[EL2_TEXT_MAX];
		uint32_t word;
		el2_insn insn;

		if (!page)
			return;
		word = (uint32_t)load_le(page + (pa & (EL2_RECORDING_PAGE - 4)), 4);
		el2_decode(word, &insn);
		el2_disassemble(&insn, va, text, sizeof text);
		symbol = el2_recording_symbol_at(r, pa, &offset);
		if (c->options.json) {
			cli_json_open(&c->json, NULL, '{');
			cli_json_hex(&c->json, "at", va & ~UINT64_C(3));
			cli_json_hex(&c->json, "pa", pa & ~UINT64_C(3));
			cli_json_word(&c->json, "word", word);
			cli_json_text(&c->json, "text", text);
			if (symbol) {
				cli_json_text(&c->json, "symbol", symbol->name);
				cli_json_number(&c->json, "offset", offset);
			}
			cli_json_close(&c->json, '}');
			cli_json_line(&c->json, c->out.file);
			continue;
		}
		if (symbol && (!i || !offset))
			fprintf(c->out.file, "%s+0x%llx:\n", symbol->name, (unsigned long long)offset);
		fprintf(c->out.file, "  0x%016llx  %08x  %s\n", (unsigned long long)(va & ~UINT64_C(3)), word, text);
	}
}

/* ---- all of it ----------------------------------------------------------------------------------------------------
 */

static void show_text(struct cli_call *c, const el2_recording *r)
{
	FILE *out = c->out.file;
	char name[64];

	for (unsigned i = 0; i < EL2_RECORDING_TEXTS; i++)
		fprintf(out, "%-8s %s\n", el2_recording_text_name((el2_recording_text)i), r->text[i]);
	for (size_t n = 0; n < r->cpu_count; n++) {
		const el2_recorded_cpu *cpu = &r->cpus[n];

		fprintf(out, "\nCPU %zu  pc 0x%llx  pstate 0x%llx  sp_el2 0x%llx\n", n, (unsigned long long)cpu->pc,
			(unsigned long long)cpu->pstate, (unsigned long long)cpu->sp[2]);
		for (size_t i = 0; i < cpu->register_count; i++) {
			register_name(cpu->registers[i].key, name, sizeof name);
			fprintf(out, "  %-20s 0x%016llx%s\n", name, (unsigned long long)cpu->registers[i].value,
				cpu->registers[i].origin == EL2_RECORDED_DEFAULT
					? "  (a default: the stub does not show it)"
					: "");
		}
	}
	fprintf(out, "\n%zu ranges of EL2's stage 1: VA, PA, size, attributes\n", r->range_count);
	for (size_t i = 0; i < r->range_count; i++)
		fprintf(out, "  0x%016llx 0x%012llx 0x%08llx 0x%llx\n", (unsigned long long)r->ranges[i].va,
			(unsigned long long)r->ranges[i].pa, (unsigned long long)r->ranges[i].size,
			(unsigned long long)r->ranges[i].attributes);
	if (r->layout_count)
		fprintf(out, "\n%zu layouts: offset, size, member\n", r->layout_count);
	else
		fprintf(out, "\nno layouts: the kernel had no BTF, or who recorded it no libbpf\n");
	for (size_t i = 0; i < r->layout_count; i++)
		fprintf(out, "  0x%04x %6u %s\n", r->layouts[i].offset, r->layouts[i].size, r->layouts[i].name);
	fprintf(out, "\n%zu pages of %u bytes, %zu of them zero; %zu symbols\n", r->page_count, EL2_RECORDING_PAGE,
		zero_pages(r), r->symbol_count);
	for (size_t i = 0; c->options.verbose && i < r->symbol_count; i++)
		fprintf(out, "  0x%012llx %s\n", (unsigned long long)r->symbols[i].pa, r->symbols[i].name);
}

static void json_cpu(struct cli_call *c, const el2_recorded_cpu *cpu, size_t n)
{
	struct cli_json *j = &c->json;
	char name[64];

	cli_json_open(j, NULL, '{');
	cli_json_number(j, "cpu", n);
	cli_json_hex(j, "pc", cpu->pc);
	cli_json_hex(j, "pstate", cpu->pstate);
	cli_json_hex(j, "sp_el2", cpu->sp[2]);
	for (unsigned origin = EL2_RECORDED_READ; origin <= EL2_RECORDED_DEFAULT; origin++) {
		cli_json_open(j, origin == EL2_RECORDED_READ ? "registers" : "defaults", '{');
		for (size_t i = 0; i < cpu->register_count; i++)
			if (cpu->registers[i].origin == origin) {
				register_name(cpu->registers[i].key, name, sizeof name);
				cli_json_hex(j, name, cpu->registers[i].value);
			}
		cli_json_close(j, '}');
	}
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
}

static void show_json(struct cli_call *c, const el2_recording *r)
{
	struct cli_json *j = &c->json;

	for (size_t n = 0; n < r->cpu_count; n++)
		json_cpu(c, &r->cpus[n], n);
	for (size_t i = 0; i < r->range_count; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_hex(j, "va", r->ranges[i].va);
		cli_json_hex(j, "pa", r->ranges[i].pa);
		cli_json_hex(j, "size", r->ranges[i].size);
		cli_json_hex(j, "attributes", r->ranges[i].attributes);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	}
	for (size_t i = 0; i < r->layout_count; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "member", r->layouts[i].name);
		cli_json_hex(j, "offset", r->layouts[i].offset);
		cli_json_number(j, "size", r->layouts[i].size);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	}
	for (size_t i = 0; i < r->symbol_count; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "symbol", r->symbols[i].name);
		cli_json_hex(j, "pa", r->symbols[i].pa);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	}
}

static void json_head(struct cli_call *c, const el2_recording *r)
{
	cli_json_header(c);
	for (unsigned i = 0; i < EL2_RECORDING_TEXTS; i++)
		cli_json_text(&c->json, el2_recording_text_name((el2_recording_text)i), r->text[i]);
	cli_json_close(&c->json, '}');
	cli_json_line(&c->json, c->out.file);
}

static void json_tail(struct cli_call *c, const el2_recording *r)
{
	cli_json_open(&c->json, NULL, '{');
	cli_json_number(&c->json, "ranges", r->range_count);
	cli_json_number(&c->json, "pages", r->page_count);
	cli_json_number(&c->json, "zero", zero_pages(r));
	cli_json_number(&c->json, "symbols", r->symbol_count);
	cli_json_number(&c->json, "layouts", r->layout_count);
	cli_json_close(&c->json, '}');
	cli_json_line(&c->json, c->out.file);
}

int cli_record_show(struct cli_call *c, const char *path, const char *at)
{
	char *bytes = NULL;
	size_t size = 0;
	uint64_t va = 0, pa = 0;
	el2_recording r = {0};
	el2_error error = {0};
	el2_status status = cli_read_file(path, CLI_RECORDING_FILE_MAX, &bytes, &size, &error);

	if (status == EL2_OK)
		status = el2_recording_open(bytes, size, path, &r, &error);
	free(bytes);
	if (status == EL2_OK && at)
		status = find(&r, at, &va, &pa, &error);
	if (status != EL2_OK) {
		el2_recording_close(&r);
		return cli_end_error(c, &error);
	}
	if (c->options.json)
		json_head(c, &r);
	if (at)
		(is_code(&r, va) ? show_code : show_data)(c, &r, va, pa);
	else if (c->options.json)
		show_json(c, &r);
	else
		show_text(c, &r);
	if (c->options.json)
		json_tail(c, &r);
	el2_recording_close(&r);
	return cli_end(c, CLI_EXIT_OK);
}
