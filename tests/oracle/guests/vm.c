/* SPDX-License-Identifier: MIT */
/*
 * The only program of a machine: it asks KVM for guests, lets each execute the words of words.h at EL1, and prints what
 * became of each. No library: system calls and a few numbers of the kernel's interface (linux/kvm.h).
 *
 * A guest executes, for each word, MOV X0, #0x5555; the word; STR X0, [X1], where X1 is an address without memory, so
 * that KVM tells of the store. Its vectors store ESR_EL1 behind that address and step over the word.
 */
#include "words.h"

#include <stddef.h>
#include <stdint.h>

enum {
	SYS_OPENAT = 56,
	SYS_WRITE = 64,
	SYS_IOCTL = 29,
	SYS_MMAP = 222,
	SYS_MOUNT = 40,
	SYS_MKDIRAT = 34,
	SYS_REBOOT = 142,
	AT_FDCWD = -100,
};

#define KVM_CREATE_VM              0xae01
#define KVM_GET_VCPU_MMAP_SIZE     0xae04
#define KVM_CREATE_VCPU            0xae41
#define KVM_RUN                    0xae80
#define KVM_SET_USER_MEMORY_REGION 0x4020ae46
#define KVM_ENABLE_CAP             0x4068aea3
#define KVM_SET_ONE_REG            0x4010aeac
#define KVM_ARM_VCPU_INIT          0x4020aeae
#define KVM_ARM_PREFERRED_TARGET   0x8020aeaf
#define KVM_ARM_VCPU_FINALIZE      0x4004aec2
#define KVM_CREATE_DEVICE          0xc00caee0
#define KVM_SET_DEVICE_ATTR        0x4018aee1
#define KVM_CAP_ARM_MTE            205
#define KVM_VM_TYPE_ARM_PROTECTED  (1ul << 31)
#define KVM_DEV_TYPE_ARM_VGIC_V3   7
#define KVM_EXIT_MMIO              6
#define CORE_REG(n)                (0x6030000000100000 + 2 * (n)) /* X0 to X30, SP, PC */

#define MEMORY 0x80000000ul
#define SIZE   0x100000ul
#define NOBODY 0x10000000ul /* no memory: stores come here */

static long call(long n, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c,
			 x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;

	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
}

static long control(long fd, unsigned long request, const void *argument)
{
	return call(SYS_IOCTL, fd, (long)request, (long)argument, 0, 0, 0);
}

/* ---- the console ---- */

static long console;

static char line[128];
static size_t length;

static void put(const char *text)
{
	while (*text && length < sizeof line)
		line[length++] = *text++;
}

static void put_hex(uint64_t value, unsigned digits)
{
	while (digits--) {
		char digit[2] = {"0123456789abcdef"[value >> 4 * digits & 15], '\0'};

		put(digit);
	}
}

/* In one piece: the kernel's messages come to the same console. */
static void put_line(void)
{
	put("\n");
	call(SYS_WRITE, console, (long)line, (long)length, 0, 0, 0);
	length = 0;
}

/* ---- a guest ---- */

struct kind {
	const char *name;
	unsigned long type;
	unsigned features; /* of KVM_ARM_VCPU_INIT: 2 PSCI 0.2, 3 PMU, 4 SVE, 5 and 6 pointer authentication, 7 EL2 */
	int mte;
};

static uint32_t *write_guest(uint32_t *memory)
{
	static const uint32_t vector[] = {
		0xd5385203, /* mrs x3, esr_el1 */
		0xf9000423, /* str x3, [x1, #8] */
		0xd5384024, /* mrs x4, elr_el1 */
		0x91001084, /* add x4, x4, #4 */
		0xd5184024, /* msr elr_el1, x4 */
		0xd69f03e0, /* eret */
	};
	uint32_t *p = memory + 0x1000 / 4;

	for (unsigned v = 0; v < 16; v++)
		for (unsigned i = 0; i < sizeof vector / sizeof *vector; i++)
			memory[v * 0x80 / 4 + i] = vector[i];
	*p++ = 0xd518c002; /* msr vbar_el1, x2 */
	*p++ = 0xd5033fdf; /* isb */
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		*p++ = 0xd28aaaa0; /* mov x0, #0x5555 */
		*p++ = words[i];
		*p++ = 0xf9000020; /* str x0, [x1] */
	}
	*p++ = 0xf9000820; /* str x0, [x1, #16]: the end */
	return p;
}

/* A GICv3 of the kernel's. */
static void set_up_gic(long vm, int begin, int32_t *gic)
{
	struct {
		uint32_t type, fd, flags;
	} device = {KVM_DEV_TYPE_ARM_VGIC_V3, 0, 0};
	uint64_t addresses[] = {0x08000000, 0x080a0000};
	struct {
		uint32_t flags, group;
		uint64_t attribute, address;
	} attribute = {0, 0, 2, (uintptr_t)&addresses[0]};

	if (begin) {
		*gic = control(vm, KVM_CREATE_DEVICE, &device) < 0 ? -1 : (int32_t)device.fd;
		return;
	}
	control(*gic, KVM_SET_DEVICE_ATTR, &attribute);
	attribute.attribute = 3;
	attribute.address = (uintptr_t)&addresses[1];
	control(*gic, KVM_SET_DEVICE_ATTR, &attribute);
	attribute.group = 4;
	attribute.attribute = 0;
	control(*gic, KVM_SET_DEVICE_ATTR, &attribute);
}

static void set_up_pmu(long vcpu)
{
	uint32_t interrupt = 23;
	struct {
		uint32_t flags, group;
		uint64_t attribute, address;
	} attribute = {0, 0, 0, (uintptr_t)&interrupt};

	control(vcpu, KVM_SET_DEVICE_ATTR, &attribute);
	attribute.attribute = 1;
	control(vcpu, KVM_SET_DEVICE_ATTR, &attribute);
}

/* Run to the end; the fields of struct kvm_run are read by their offsets. */
static void run(const struct kind *kind, long vcpu, const unsigned char *shared)
{
	uint64_t esr = 0;
	unsigned n = 0;

	for (;;) {
		long status = control(vcpu, KVM_RUN, NULL);
		uint32_t reason = *(const uint32_t *)(shared + 8);
		uint64_t address = *(const uint64_t *)(shared + 32), value = *(const uint64_t *)(shared + 40);

		if (status < 0 || reason != KVM_EXIT_MMIO || address == NOBODY + 16)
			break;
		if (address == NOBODY + 8) {
			esr = value;
			continue;
		}
		put("met ");
		put(kind->name);
		put(" ");
		put_hex(words[n++], 8);
		put(esr ? " esr " : " value ");
		put_hex(esr ? esr : value, 16);
		put_line();
		esr = 0;
	}
}

static void try_guest(long kvm, const struct kind *kind)
{
	long vm = control(kvm, KVM_CREATE_VM, (const void *)kind->type), vcpu, size;
	uint32_t *memory = (uint32_t *)call(SYS_MMAP, 0, SIZE, 3, 0x22, -1, 0);
	uint64_t capability[13] = {KVM_CAP_ARM_MTE};
	uint64_t region[4] = {0, MEMORY, SIZE, (uintptr_t)memory};
	uint64_t values[] = {MEMORY + 0x1000, NOBODY, MEMORY};
	uint64_t registers[][2] = {{CORE_REG(32), (uintptr_t)&values[0]},
				   {CORE_REG(1), (uintptr_t)&values[1]},
				   {CORE_REG(2), (uintptr_t)&values[2]}};
	uint32_t init[8];
	int32_t gic, sve = 4;

	if (vm < 0 || (kind->mte && control(vm, KVM_ENABLE_CAP, capability) < 0))
		return;
	__builtin___clear_cache((char *)memory, (char *)write_guest(memory));
	control(vm, KVM_SET_USER_MEMORY_REGION, region);
	set_up_gic(vm, 1, &gic);
	vcpu = control(vm, KVM_CREATE_VCPU, NULL);
	if (vcpu < 0 || control(vm, KVM_ARM_PREFERRED_TARGET, init) < 0)
		return;
	init[1] |= kind->features;
	if (control(vcpu, KVM_ARM_VCPU_INIT, init) < 0)
		return;
	if (kind->features & 1 << 4)
		control(vcpu, KVM_ARM_VCPU_FINALIZE, &sve);
	if (gic >= 0)
		set_up_gic(vm, 0, &gic);
	if (kind->features & 1 << 3)
		set_up_pmu(vcpu);
	for (unsigned i = 0; i < 3; i++)
		control(vcpu, KVM_SET_ONE_REG, registers[i]);
	size = control(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL);
	run(kind, vcpu, (const unsigned char *)call(SYS_MMAP, 0, size, 3, 1, vcpu, 0));
}

void _start(void)
{
	static const struct kind kinds[] = {
		{"normal", 0, 1 << 2, 0},
		{"normal,mte", 0, 1 << 2, 1},
		{"normal,pauth", 0, 1 << 2 | 3 << 5, 0},
		{"normal,pmu", 0, 1 << 2 | 1 << 3, 0},
		{"normal,sve,pauth,pmu", 0, 1 << 2 | 1 << 3 | 1 << 4 | 3 << 5, 0},
		{"protected", KVM_VM_TYPE_ARM_PROTECTED, 1 << 2, 0},
		{"protected,pauth", KVM_VM_TYPE_ARM_PROTECTED, 1 << 2 | 3 << 5, 0},
		{"nested", 0, 1 << 2 | 1 << 7, 0},
		{"nested,mte", 0, 1 << 2 | 1 << 7, 1},
	};
	long kvm;

	call(SYS_MKDIRAT, AT_FDCWD, (long)"/dev", 0755, 0, 0, 0);
	call(SYS_MOUNT, (long)"dev", (long)"/dev", (long)"devtmpfs", 0, 0, 0);
	console = call(SYS_OPENAT, AT_FDCWD, (long)"/dev/console", 2, 0, 0, 0);
	kvm = call(SYS_OPENAT, AT_FDCWD, (long)"/dev/kvm", 2, 0, 0, 0);
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		try_guest(kvm, &kinds[i]);
	put("met all");
	put_line();
	call(SYS_REBOOT, 0xfee1dead, 672274793, 0x4321fedc, 0, 0, 0);
	for (;;)
		;
}
