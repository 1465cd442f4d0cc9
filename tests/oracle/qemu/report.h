/* SPDX-License-Identifier: MIT */
/* What a session came to, as text or JSON Lines. */
#ifndef ORACLE_QEMU_REPORT_H
#define ORACLE_QEMU_REPORT_H

#include "tests/oracle/qemu/session.h"

void oq_report_text(const struct oq_session *s);
void oq_report_json(const struct oq_session *s);

#endif
