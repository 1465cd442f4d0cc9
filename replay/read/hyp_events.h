/* SPDX-License-Identifier: MIT */
#ifndef EL2TRAP_REPLAY_HYP_EVENTS_H
#define EL2TRAP_REPLAY_HYP_EVENTS_H

#include "replay/read/reader.h"

enum {
	HYP_ENTER,
	HYP_EXIT,
	HYP_HCALL,
	HYP_SMC,
	HYP_MEM_ABORT,
	HYP_ILLEGAL_TRAP,
	HYP_MEM_PROTECT,
	HYP_FFA,
	HYP_IOMMU,
	HYP_SELFTEST,
	HYP_PRINTK,
	HYP_UNKNOWN_ID,
	HYP_EVENT_COUNT
};

/* A line with one of hyp_events.def as its body, whatever its prefix was. */
void hyp_event(struct el2_trace *trace, unsigned id, const struct match *match);

/* time and cpu of the prefix. */
void event_place(el2_event *event, const struct match *match);

#endif
