/* SPDX-License-Identifier: MIT */
/* A case as a line for `el2trap step`, so that the model's side can be looked at with the command's own means. */
#include "tests/oracle/qemu/session.h"

#include <stdio.h>

/* A page; the one with the block has contents from there on, whose tags are those of all its granules. */
static bool print_page(const struct oq_page *page, const struct oq_case *c)
{
	static const char *const types[] = {
		[EL2_MEMORY_TAGGED] = "tagged",
		[EL2_MEMORY_UNTAGGED] = "untagged",
		[EL2_MEMORY_NONCACHEABLE] = "noncacheable",
		[EL2_MEMORY_DEVICE] = "device",
	};
	uint64_t at = OQ_DATA + page->n * (uint64_t)OQ_PAGE_BYTES;
	bool mapped = page->s2 != 0;

	printf("{\"at\":\"0x%llx\",\"size\":%u,\"attr\":\"%s\",\"perm\":\"r%s%s\",\"s2\":\"%s\"",
	       (unsigned long long)at, OQ_PAGE_BYTES, types[page->type], page->s1 & EL2_PERM_W ? "w" : "",
	       page->s1 & EL2_PERM_EL0 ? "u" : "", mapped ? "host" : "none");
	if (c->block / OQ_PAGE_BYTES == at / OQ_PAGE_BYTES) {
		printf(",\"tags\":\"");
		for (unsigned granule = 0; granule < OQ_PAGE_BYTES / 16; granule++)
			printf("%llx", (unsigned long long)(c->tags >> granule % 16 * 4 & 15));
		printf("\",\"data\":\"");
		for (unsigned byte = 0; byte < c->block % OQ_PAGE_BYTES; byte++)
			printf("00");
		for (unsigned byte = 0; byte < OQ_BLOCK_BYTES; byte++)
			printf("%02llx",
			       (unsigned long long)((c->seed + byte / 8 * OQ_BLOCK_STEP) >> byte % 8 * 8 & 0xff));
		printf("\"");
	}
	printf("}");
	return !mapped || (page->s2 == (EL2_PERM_R | EL2_PERM_W) && page->memattr == 0xf);
}

void oq_step_line(const struct oq_case *c, const struct oq_about *about)
{
	bool whole = true;

	printf("{\"id\":%llu,\"word\":\"0x%08x\",\"el\":%u,\"pc\":\"0x%llx\",\"pstate\":\"0x%llx\",\"sp\":\"0x%llx\","
	       "\"x\":{",
	       (unsigned long long)about->number, about->word[0], about->el,
	       (unsigned long long)(OQ_CODE + c->slot * OQ_SLOT_WORDS * 4), (unsigned long long)c->spsr,
	       (unsigned long long)c->sp[about->el]);
	for (unsigned i = 0; i < 31; i++)
		printf("%s\"%u\":\"0x%llx\"", i ? "," : "", i, (unsigned long long)c->x[i]);
	printf("},\"regs\":{");
	for (unsigned i = 0; i < OQ_REGISTERS; i++)
		printf("%s\"%s\":\"0x%llx\"", i ? "," : "", oq_register_names[i], (unsigned long long)c->reg[i]);
	printf("},\"mem\":[");
	for (unsigned i = 0; i < oq_page_count; i++) {
		fputs(i ? "," : "", stdout);
		if (!print_page(&oq_pages[i], c) && about->page == oq_pages[i].n)
			whole = false;
	}
	printf("]}\n");
	if (about->words > 1)
		fprintf(stderr, "oracle: the first of %u instructions\n", about->words);
	if (!whole)
		fprintf(stderr, "oracle: step has no words for the stage 2 attributes of page %u\n", about->page);
}
