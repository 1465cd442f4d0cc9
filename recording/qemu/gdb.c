/* SPDX-License-Identifier: MIT */
/* A client of QEMU's gdb stub, as small as reading registers needs. Source: GDB manual, "Remote Serial Protocol". */
#include "recording/qemu/qemu.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TIMEOUT_MS    20000
#define REGISTERS_MAX 1024
#define MOMENT_MS     20 /* that a CPU is run on for */

el2_status gdb_failed(struct gdb *gdb, const char *what)
{
	return el2_fail(gdb->error, EL2_ERR_SYSTEM, NULL, 0, 0, "QEMU's gdb stub: %s", what);
}

el2_status gdb_connect(struct gdb *gdb, const char *path, const el2_record_options *options, el2_error *error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	gdb->options = options;
	gdb->error = error;
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	gdb->socket = socket(AF_UNIX, SOCK_STREAM, 0);
	if (gdb->socket < 0 || connect(gdb->socket, (struct sockaddr *)&address, sizeof address) < 0)
		return gdb_failed(gdb, strerror(errno));
	return EL2_OK;
}

static int next_byte(struct gdb *gdb)
{
	struct pollfd poller = {.fd = gdb->socket, .events = POLLIN};
	unsigned char byte;
	int ready;

	do
		ready = poll(&poller, 1, TIMEOUT_MS);
	while (ready < 0 && errno == EINTR && !record_interrupted(gdb->options, NULL));
	return ready == 1 && read(gdb->socket, &byte, 1) == 1 ? byte : -1;
}

static bool send_all(struct gdb *gdb, const char *bytes, size_t size)
{
	while (size) {
		ssize_t sent = send(gdb->socket, bytes, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		size -= (size_t)sent;
	}
	return true;
}

/* The next packet, into gdb->packet; what stands before it is dropped. */
static el2_status receive(struct gdb *gdb)
{
	size_t used = 0;
	int byte;

	while ((byte = next_byte(gdb)) != '$')
		if (byte < 0)
			return gdb_failed(gdb, "no answer");
	while ((byte = next_byte(gdb)) != '#') {
		if (byte == '}')
			byte = next_byte(gdb) ^ 0x20;
		if (byte < 0 || used + 1 >= sizeof gdb->packet)
			return gdb_failed(gdb, "an answer without an end");
		gdb->packet[used++] = (char)byte;
	}
	gdb->packet[used] = 0;
	if (next_byte(gdb) < 0 || next_byte(gdb) < 0 || !send_all(gdb, "+", 1))
		return gdb_failed(gdb, "an answer without a check sum");
	return EL2_OK;
}

static el2_status send_packet(struct gdb *gdb, const char *text)
{
	char packet[GDB_TEXT_MAX + 8];
	unsigned sum = 0;
	int size;

	for (const char *at = text; *at; at++)
		sum += (unsigned char)*at;
	size = snprintf(packet, sizeof packet, "$%s#%02x", text, sum & 0xff);
	return send_all(gdb, packet, (size_t)size) ? EL2_OK : gdb_failed(gdb, "it has gone");
}

el2_status gdb_ask(struct gdb *gdb, const char *text)
{
	el2_status status = record_interrupted(gdb->options, gdb->error) ? EL2_ERR_SYSTEM : send_packet(gdb, text);

	/* That it has stopped (T...) is told unasked, some time after connecting. */
	do {
		if (status == EL2_OK)
			status = receive(gdb);
	} while (status == EL2_OK && gdb->packet[0] == 'T');
	return status;
}

el2_status gdb_read_register(struct gdb *gdb, unsigned number, bool *known, uint64_t *value)
{
	char text[32];
	el2_status status;
	size_t digits;

	snprintf(text, sizeof text, "p%x", number);
	status = gdb_ask(gdb, text);
	if (status != EL2_OK)
		return status;
	digits = strspn(gdb->packet, "0123456789abcdef");
	*known = !gdb->packet[digits] && (digits == 8 || digits == 16);
	*value = 0;
	for (size_t i = 0; *known && i < digits; i += 2) {
		char byte[3] = {gdb->packet[i], gdb->packet[i + 1], 0};

		*value |= strtoull(byte, NULL, 16) << i * 4;
	}
	return EL2_OK;
}

el2_status gdb_read_description(struct gdb *gdb, const char *name, char **out)
{
	size_t used = 0;

	*out = NULL;
	for (;;) {
		char text[128], *grown;
		el2_status status;
		size_t length;

		snprintf(text, sizeof text, "qXfer:features:read:%s:%zx,7f0", name, used);
		status = gdb_ask(gdb, text);
		length = strlen(gdb->packet);
		if (status == EL2_OK && (length < 1 || (gdb->packet[0] != 'm' && gdb->packet[0] != 'l')))
			status = gdb_failed(gdb, "it does not describe its registers");
		grown = status == EL2_OK ? realloc(*out, used + length) : NULL;
		if (!grown) {
			free(*out);
			return status == EL2_OK ? EL2_ERR_INTERNAL : status;
		}
		*out = grown;
		memcpy(grown + used, gdb->packet + 1, length);
		used += length - 1;
		if (gdb->packet[0] == 'l')
			return EL2_OK;
	}
}

/* QEMU's name of a register: ours, or without the level of EL1. */
static el2_sysreg register_by_name(const char *name)
{
	char text[80];
	el2_sysreg reg = el2_sysreg_by_name(name);

	if (reg == EL2_SYSREG_NONE) {
		snprintf(text, sizeof text, "%s_EL1", name);
		reg = el2_sysreg_by_name(text);
	}
	return reg < EL2_SYSREG_REGISTERS ? reg : EL2_SYSREG_NONE;
}

bool gdb_attribute(const char *at, const char *name, char *out, size_t size)
{
	const char *end = strchr(at, '>'), *found = strstr(at, name);
	size_t length;

	if (!found || !end || found > end)
		return false;
	found += strlen(name);
	length = strcspn(found, "\"");
	if (length >= size)
		return false;
	memcpy(out, found, length);
	out[length] = 0;
	return true;
}

static int by_key(const void *a, const void *b)
{
	const el2_recorded_register *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static void add_register(el2_recorded_register *registers, size_t *count, uint16_t key, el2_recorded_origin origin,
			 uint64_t value)
{
	for (size_t i = 0; i < *count; i++)
		if (registers[i].key == key)
			return;
	if (*count < REGISTERS_MAX)
		registers[(*count)++] = (el2_recorded_register){key, (uint8_t)origin, value};
}

static el2_status read_system(struct gdb *gdb, unsigned number, el2_recorded_cpu *cpu)
{
	el2_recorded_register *registers = calloc(REGISTERS_MAX, sizeof *registers);
	size_t count = 0;
	char *xml;
	el2_status status = gdb_read_description(gdb, "system-registers.xml", &xml);

	if (!registers || status != EL2_OK) {
		free(registers);
		return status == EL2_OK ? EL2_ERR_INTERNAL : status;
	}
	for (const char *at = xml; status == EL2_OK && (at = strstr(at, "<reg ")); at++) {
		char name[64], regnum[16];
		uint64_t value;
		el2_sysreg reg;
		bool known;

		if (!gdb_attribute(at, "name=\"", name, sizeof name) ||
		    !gdb_attribute(at, "regnum=\"", regnum, sizeof regnum))
			continue;
		status = gdb_read_register(gdb, (unsigned)strtoul(regnum, NULL, 10), &known, &value);
		if (status != EL2_OK || !known)
			continue;
		if (!strncmp(name, "SP_EL", 5) && name[5] >= '0' && name[5] <= '3') {
			cpu->sp[name[5] - '0'] = value;
			continue;
		}
		reg = register_by_name(name);
		if (reg != EL2_SYSREG_NONE)
			add_register(registers, &count, el2_sysreg_get(reg)->key, EL2_RECORDED_READ, value);
	}
	free(xml);
	/* The stub does not show these: the board numbers its CPUs in Aff0; its GICv3 has all of ICC_SRE_EL2 set. */
	add_register(registers, &count, el2_sysreg_get(EL2_SYSREG_MPIDR_EL1)->key, EL2_RECORDED_DEFAULT,
		     0x80000000u | number);
	add_register(registers, &count, el2_sysreg_get(EL2_SYSREG_ICC_SRE_EL2)->key, EL2_RECORDED_DEFAULT, 0xf);
	qsort(registers, count, sizeof *registers, by_key);
	cpu->registers = registers;
	cpu->register_count = count;
	return status;
}

/* Something to read within so many ms that is no acknowledgement. */
static bool is_told(struct gdb *gdb, unsigned ms)
{
	struct pollfd poller = {.fd = gdb->socket, .events = POLLIN};
	char byte;

	if (poll(&poller, 1, (int)ms) != 1)
		return false;
	if (recv(gdb->socket, &byte, 1, MSG_PEEK) != 1 || byte != '+')
		return true;
	next_byte(gdb);
	return false;
}

el2_status gdb_go(struct gdb *gdb, const char *how, unsigned ms, bool *stopped)
{
	el2_status status = send_packet(gdb, how);
	uint64_t start = milliseconds();

	*stopped = false;
	while (status == EL2_OK && milliseconds() - start < ms) {
		if (record_interrupted(gdb->options, gdb->error))
			return EL2_ERR_SYSTEM;
		if (!is_told(gdb, ms < 250 ? ms : 250))
			continue;
		*stopped = true;
		return receive(gdb);
	}
	if (status != EL2_OK)
		return status;
	return send_all(gdb, "\x03", 1) ? receive(gdb) : gdb_failed(gdb, "it has gone");
}

el2_status gdb_read_cpu(struct gdb *gdb, unsigned number, el2_recorded_cpu *cpu)
{
	char text[32], *xml;
	el2_status status = gdb_read_description(gdb, "target.xml", &xml);
	bool known;

	if (status != EL2_OK)
		return status;
	free(xml);
	for (unsigned tries = 0;; tries++) {
		uint64_t values[34];

		snprintf(text, sizeof text, "Hg%x", number + 1);
		status = gdb_ask(gdb, text);
		for (unsigned i = 0; i < 34 && status == EL2_OK; i++)
			status = gdb_read_register(gdb, i, &known, &values[i]);
		if (status != EL2_OK)
			return status;
		memcpy(cpu->x, values, sizeof cpu->x);
		cpu->pc = values[32];
		cpu->pstate = values[33];
		if ((values[33] >> 2 & 3) < 2) {
			status = read_system(gdb, number, cpu);
			cpu->sp[values[33] & 1 ? values[33] >> 2 & 3 : 0] = values[31];
			return status;
		}
		if (tries == 20)
			return el2_fail(
				gdb->error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"CPU %u stays at EL%u: the kernel runs there itself (VHE, without a hypervisor apart "
				"from it; try kvm-arm.mode=nvhe or protected), or EL2 hangs",
				number, (unsigned)(values[33] >> 2 & 3));
		status = gdb_go(gdb, "c", MOMENT_MS, &known);
		if (status != EL2_OK)
			return status;
	}
}
