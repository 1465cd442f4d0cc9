/* SPDX-License-Identifier: MIT */
/* decode: list instructions, and flag those of the Memory Tagging Extension. */
#include "cli/show/call.h"
#include "cli/show/formats.h"
#include "cli/show/insn.h"
#include "cli/show/progress.h"
#include "snippet/snippet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct decode {
	struct cli_call *call;
	bool only_mte;
	bool count;
	el2_image_format format;
	const char *file; /* of which several are listed, or NULL */
	struct cli_progress progress;
	uint64_t words, total; /* so far, and of the files opened so far */
	uint64_t listed;
	uint64_t operand_words; /* of operands that are words */
	uint64_t data;          /* MTE instructions in what is likely data */
	uint64_t counts[EL2_CLASS_COUNT], data_counts[EL2_CLASS_COUNT];
};

static el2_status set_format(void *target, const char *value, el2_error *error)
{
	struct cli_suggest suggest = cli_suggest_for(value);
	struct decode *d = target;
	const struct cli_format *f;
	char hint[96];

	for (size_t n = 0; (f = cli_format_get(n)); n++) {
		if (!strcmp(f->name, value)) {
			d->format = f->format;
			return EL2_OK;
		}
		cli_suggest_offer(&suggest, f->name);
	}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "unknown format '%.64s'%s", value,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

static const struct cli_option decode_options[] = {
	{"--only-mte", NULL, NULL, CLI_FLAG, offsetof(struct decode, only_mte), NULL,
	 "MTE instructions and registers only"},
	{"--count", NULL, NULL, CLI_FLAG, offsetof(struct decode, count), NULL, "how many of each class, no list"},
	{"--format", NULL, "NAME", CLI_CALL, 0, set_format, "auto, elf, kernel, raw or hex (el2trap list formats)"},
};

static uint32_t word_at(const el2_image_chunk *chunk, size_t i)
{
	const unsigned char *p = chunk->words + 4 * i;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* "func+0x10" into buffer, or NULL. */
static const char *symbol_text(const el2_image *image, uint64_t at, char *buffer, size_t size)
{
	const el2_image_symbol *symbol = el2_image_symbol_at(image, at);

	if (!symbol)
		return NULL;
	if (at == symbol->address)
		snprintf(buffer, size, "%s", symbol->name);
	else
		snprintf(buffer, size, "%s+0x%" PRIx64, symbol->name, at - symbol->address);
	return buffer;
}

static void print_json(struct decode *d, uint64_t at, const el2_insn *insn, const char *text, const char *symbol,
		       bool data)
{
	const char *op = cli_insn_op(insn), *feature = el2_insn_features(insn), *reg;
	struct cli_json *j = &d->call->json;
	char buffer[CLI_REGISTER_MAX];

	cli_json_open(j, NULL, '{');
	if (d->file)
		cli_json_text(j, "file", d->file);
	cli_json_hex(j, "at", at);
	cli_json_word(j, "word", insn->word);
	cli_json_text(j, "text", text);
	if (op)
		cli_json_text(j, "op", op);
	cli_json_text(j, "class", el2_class_name((el2_class)insn->cls));
	if (feature)
		cli_json_text(j, "feature", feature);
	reg = cli_insn_register(insn, buffer);
	if (reg)
		cli_json_text(j, "register", reg);
	if (symbol)
		cli_json_text(j, "symbol", symbol);
	if (data)
		cli_json_bool(j, "likely_data", true);
	cli_json_close(j, '}');
	cli_json_line(j, d->call->out.file);
}

static void print_text(struct decode *d, uint64_t at, const el2_insn *insn, const char *text, const char *symbol,
		       bool data)
{
	const struct cli_output *out = &d->call->out;
	const char *feature = el2_insn_features(insn);

	fprintf(out->file, "%8" PRIx64 "  %08" PRIx32 "  ", at, insn->word);
	if (el2_class_is_mte((el2_class)insn->cls))
		fprintf(out->file, "%s%-32s%s  ; %s%s%s%s", cli_style(out, CLI_YELLOW), text, cli_style(out, CLI_PLAIN),
			el2_class_name((el2_class)insn->cls), feature ? " " : "", feature ? feature : "",
			data ? ", likely data" : "");
	else
		fputs(text, out->file);
	if (symbol)
		fprintf(out->file, "  %s<%s>%s", cli_style(out, CLI_DIM), symbol, cli_style(out, CLI_PLAIN));
	fputc('\n', out->file);
}

static void list_word(struct decode *d, const el2_image *image, uint64_t at, uint32_t word, bool data)
{
	char text[EL2_TEXT_MAX], name[256];
	const char *symbol = symbol_text(image, at, name, sizeof name);
	el2_insn insn;

	d->listed++;
	el2_decode(word, &insn);
	el2_disassemble(&insn, at, text, sizeof text);
	if (d->call->options.json)
		print_json(d, at, &insn, text, symbol, data);
	else
		print_text(d, at, &insn, text, symbol, data);
}

static void one_word(struct decode *d, const el2_image *image, const el2_image_chunk *chunk, size_t i)
{
	bool unsorted = image->format == EL2_IMAGE_KERNEL || image->format == EL2_IMAGE_RAW; /* code and data */
	uint32_t word = word_at(chunk, i);
	el2_class c = el2_classify(word);
	bool data = unsorted && el2_class_is_mte(c) && el2_is_likely_data(chunk->words, chunk->count, i);

	d->data += data;
	if (d->count)
		++*(data ? &d->data_counts[c] : &d->counts[c]);
	else if (!data || !d->only_mte || d->call->options.json || d->call->options.verbose)
		list_word(d, image, chunk->address + 4 * i, word, data);
}

static void decode_chunk(struct decode *d, const el2_image *image, const el2_image_chunk *chunk)
{
	size_t hits[512], next = 0;

	if (!d->only_mte) {
		for (size_t i = 0; i < chunk->count; i++) {
			one_word(d, image, chunk, i);
			cli_progress_update(&d->progress, d->words + i, d->words + i, d->total);
		}
		d->words += chunk->count;
		return;
	}
	d->words += chunk->count;
	for (size_t base = 0; base < chunk->count; base += next) {
		size_t n =
			el2_scan(chunk->words + 4 * base, chunk->count - base, hits, sizeof hits / sizeof *hits, &next);

		for (size_t i = 0; i < n; i++)
			one_word(d, image, chunk, base + hits[i]);
	}
}

static void print_classes(struct decode *d, const uint64_t *counts, const char *what)
{
	for (unsigned c = 0; c < EL2_CLASS_COUNT; c++) {
		const char *name = el2_class_name((el2_class)c);

		if (!counts[c])
			continue;
		if (d->call->options.json)
			cli_json_number(&d->call->json, name, counts[c]);
		else
			fprintf(d->call->out.file, "%12" PRIu64 "  %s%s\n", counts[c], name, what);
	}
}

static void print_counts(struct decode *d)
{
	struct cli_json *j = &d->call->json;
	FILE *out = d->call->out.file;

	if (d->call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "words", d->words);
		cli_json_open(j, "classes", '{');
	}
	print_classes(d, d->counts, "");
	if (d->call->options.json && d->data) {
		cli_json_close(j, '}');
		cli_json_open(j, "likely_data", '{');
	}
	print_classes(d, d->data_counts, " in likely data");
	if (d->call->options.json) {
		cli_json_close(j, '}');
		cli_json_close(j, '}');
		cli_json_line(j, out);
	} else {
		fprintf(out, "%12" PRIu64 "  words\n", d->words);
	}
}

static void print_summary(struct decode *d)
{
	struct cli_json *j = &d->call->json;

	cli_json_open(j, NULL, '{');
	cli_json_number(j, "words", d->words);
	cli_json_number(j, "listed", d->listed);
	if (d->data)
		cli_json_number(j, "likely_data", d->data);
	cli_json_close(j, '}');
	cli_json_line(j, d->call->out.file);
}

static el2_status decode_file(struct decode *d, const char *path, el2_error *error)
{
	el2_image image;
	el2_status status = el2_image_open(&image, path, d->format, error);

	if (status != EL2_OK)
		return status;
	if (d->file && !d->call->options.json && !d->count)
		fprintf(d->call->out.file, "%s%s:%s\n", cli_style(&d->call->out, CLI_BOLD), d->file,
			cli_style(&d->call->out, CLI_PLAIN));
	for (size_t i = 0; i < image.chunk_count; i++)
		d->total += image.chunks[i].count;
	for (size_t i = 0; i < image.chunk_count; i++)
		decode_chunk(d, &image, &image.chunks[i]);
	el2_image_close(&image);
	return EL2_OK;
}

static void decode_words(struct decode *d, const uint32_t *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned char bytes[4];

		for (unsigned b = 0; b < 4; b++)
			bytes[b] = (unsigned char)(words[i] >> 8 * b);
		decode_chunk(d, &(el2_image){0}, &(el2_image_chunk){bytes, 1, 4 * d->operand_words++, 0, ""});
	}
}

/* An operand that is neither a word nor a file: text that a file may hold, too, else assembly. */
static el2_status decode_text(struct decode *d, const char *text, el2_error *error)
{
	uint32_t *words = NULL;
	el2_image image;
	size_t count = 0;
	el2_status status = el2_image_parse(&image, text, strlen(text), text, EL2_IMAGE_HEX, error);

	if (status == EL2_OK) {
		for (size_t i = 0; i < image.chunk_count; i++)
			decode_chunk(d, &image, &image.chunks[i]);
		el2_image_close(&image);
	} else if (*text != '[' && !strstr(text, "Code:")) {
		status = cli_assemble_words(text, &words, &count, error);
		decode_words(d, words, count);
		free(words);
	}
	return status;
}

/* Operands: a word is a word, whatever files there are; a file of such a name is ./NAME. What has blanks in it or
 * begins with a bracket and is no file is text. */
static el2_status decode_operands(struct decode *d, el2_error *error)
{
	el2_status status = EL2_OK;

	for (size_t i = 0; status == EL2_OK && i < d->call->operand_count; i++) {
		const char *operand = d->call->operands[i];
		uint32_t word;

		d->file = NULL;
		if (el2_parse_word(operand, &word)) {
			decode_words(d, &word, 1);
		} else if ((strpbrk(operand, " \t\n") || *operand == '[') && access(operand, F_OK)) {
			status = decode_text(d, operand, error);
		} else {
			d->file = d->call->operand_count > 1 ? operand : NULL;
			status = decode_file(d, operand, error);
		}
	}
	return status;
}

static int decode(const struct cli_verb *verb, int argc, char **argv)
{
	struct decode d = {0};
	struct cli_call call;
	el2_error error = {0};
	el2_status status;
	int code;

	if (!cli_begin(&call, verb, argc, argv, &d, &code))
		return code;
	d.call = &call;
	if (call.options.json) {
		cli_json_header(&call);
		cli_json_close(&call.json, '}');
		cli_json_line(&call.json, call.out.file);
	}
	cli_progress_begin(&d.progress, &call.options, &call.out, "decode");
	status = call.operand_count ? decode_operands(&d, &error) : decode_file(&d, "-", &error);
	cli_progress_end(&d.progress);
	if (status != EL2_OK)
		return cli_end_error(&call, &error);
	if (d.count)
		print_counts(&d);
	else if (call.options.json)
		print_summary(&d);
	else if (d.data && d.only_mte && !call.options.verbose)
		fprintf(call.out.file, "# %" PRIu64 " more in what is likely data: -v lists them\n", d.data);
	return cli_end(&call, CLI_EXIT_OK);
}

const struct cli_verb cli_verb_decode = {
	.name = "decode",
	.synopsis = "[FILE|WORD|TEXT...]",
	.summary = "list instructions; flag tag instructions and registers",
	.examples = {"el2trap decode 'mrs x0, gcr_el1' d53810c0", "el2trap decode --only-mte vmlinux"},
	.options = decode_options,
	.option_count = sizeof decode_options / sizeof *decode_options,
	.run = decode,
};
