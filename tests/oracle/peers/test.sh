#!/bin/sh
# SPDX-License-Identifier: MIT
# The comparisons of ./dev oracle peers on small suites made here, and that they notice a wrong line: test.sh PART BUILD.
set -eu
part=$1
build=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || { echo "skip: no python3" >&2; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# agree COMMAND...: exit 0; notice TEXT COMMAND...: exit 1, and its output has TEXT.
agree() { "$@" >out 2>&1 || { cat out; echo "does not agree: $*"; exit 1; }; }
notice() {
  text=$1
  shift
  if "$@" >out 2>&1; then
    echo "not noticed: $text"
    exit 1
  fi
  grep -qF "$text" out || { cat out; echo "no \"$text\" there"; exit 1; }
}

encodings() {
  python3 -B "$here/encodings.py" --el2trap "$build/cli/el2trap" --suite "$1" --table table .
}

case $part in
gas)
  : >table
  cat >a.d <<'END'
#objdump: -dr
.*:     file format .*

0+ <.*>:
.*:	d53810c0 	mrs	x0, gcr_el1
[^:]*:	190107c0 	cpyfp	\[x0\]!, \[x1\]!, x30!
   8:	d9600820 	stzg	x0, \[x1\](, #0)?
  10:	8b020020 	this is not compared
  14:	00000008 	\.word	0x00000008
END
  agree encodings gas
  sed 's/gcr_el1/rgsr_el1/' a.d >b.d
  notice 'mrs X, rgsr_el1' encodings gas
  printf 'alias\tgas\tmrs X, gcr_el1\tmrs X, rgsr_el1\n' >table
  agree encodings gas
  rm b.d
  notice 'GONE' encodings gas
  ;;
llvm)
  : >table
  mkdir -p MC/AArch64 MC/Disassembler/AArch64
  cat >MC/AArch64/a.s <<'END'
// CHECK: irg x0, x1 // encoding: [0x20,0x10,0xdf,0x9a]
  mrs x3, GCR_EL1
// CHECK-INST: mrs x3, GCR_EL1
// CHECK-ENCODING: encoding: [0xc3,0x10,0x38,0xd5]
// CHECK-ERROR: error: instruction requires: mte
END
  cat >MC/Disassembler/AArch64/a.txt <<'END'
0xc3,0x10,0x38,0xd5
[0x20,0x10,0xdf,0x9a]
# CHECK: mrs x3, gcr_el1
# CHECK: irg x0, x1
END
  agree encodings llvm
  sed -i 's/CHECK: irg x0, x1/CHECK: irg x0, x2/' MC/Disassembler/AArch64/a.txt
  sed -i 's/CHECK: irg x0, x1/CHECK: gmi x0, x1, x2/' MC/AArch64/a.s
  notice 'gmi X, X, X' encodings llvm
  ;;
kernel)
  arch=linux/arch/arm64
  mkdir -p $arch/tools $arch/kvm $arch/include/asm
  cat >$arch/tools/sysreg <<'END'
Sysreg	GCR_EL1	3	0	1	0	6
Res0	63:17
Field	16	RRND
Field	15:0	Exclude
EndSysreg
END
  echo '{ }' >$arch/tools/gen-sysreg.awk
  cat >$arch/include/asm/sysreg.h <<'END'
#define sys_reg(op0, op1, crn, crm, op2) ((op0) << 19 | (op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5)
#define SYS_CCSIDR_EL1 sys_reg(3, 1, 0, 0, 0)
#define SYS_MIDR_EL1 sys_reg(3, 0, 0, 0, 0)
#define HFGRTR_EL2_MIDR_EL1_SHIFT 25
#define HCR_TID2 BIT(17)
END
  : >$arch/include/asm/kvm_arm.h
  cat >$arch/kvm/emulate-nested.c <<'END'
enum trap_behaviour {
	BEHAVE_FORWARD_RW = 3,
};
enum cgt_group_id {
	__RESERVED__,
	CGT_TID2,
	__MULTIPLE_CONTROL_BITS__,
	CGT_BOTH = __MULTIPLE_CONTROL_BITS__,
	__COMPLEX_CONDITIONS__,
};
static const struct trap_bits coarse_trap_bits[] = {
	[CGT_TID2] = {
		.index		= HCR_EL2,
		.value		= HCR_TID2,
		.mask		= HCR_TID2,
		.behaviour	= BEHAVE_FORWARD_RW,
	},
};
static const enum cgt_group_id *coarse_control_combo[] = {
	MCB(CGT_BOTH, CGT_TID2),
};
static const complex_condition_check ccc[] = {
};
static const struct encoding_to_trap_config encoding_to_cgt[] __initconst = {
	SR_TRAP(SYS_CCSIDR_EL1, CGT_BOTH),
};
static const struct encoding_to_trap_config encoding_to_fgt[] __initconst = {
	SR_FGT(SYS_MIDR_EL1, HFGRTR, MIDR_EL1, 1),
};
END
  : >table
  kernel() { python3 -B "$here/kernel.py" --oracle "$build/tests/oracle/peers/oracle_peers" --table table linux; }
  agree kernel
  grep -q 'agree: field 2, register 1, trap 2;' out || { cat out; exit 1; }
  sed -i 's/EL1_SHIFT 25/EL1_SHIFT 26/' $arch/include/asm/sysreg.h
  notice 'fine MIDR_EL1 r HFGRTR_EL2 0x4000000	ours: differs' kernel
  sed -i 's/15:0/14:0/' $arch/tools/sysreg
  notice 'GCR_EL1.Exclude	ours: 15:0	theirs: 14:0' kernel
  sed -i 's/	GCR_EL1	3/	GCR_EL9	3/' $arch/tools/sysreg
  notice 'ours: GCR_EL1	theirs: GCR_EL9' kernel
  ;;
qemu)
  command -v aarch64-linux-gnu-gcc >/dev/null || { echo "skip: no aarch64-linux-gnu-gcc" >&2; exit 77; }
  mkdir -p tree/tests/tcg/aarch64
  cat >tree/tests/tcg/aarch64/own.c <<'END'
#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static volatile int faults;

/* First a load with a wrong tag, which is passed over; then a store that is reported later. */
static void handler(int number, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	assert(number == SIGSEGV);
	if (info->si_code == SEGV_MTESERR)
		c->uc_mcontext.pc += 4;
	else
		assert(info->si_code == SEGV_MTEAERR);
	faults++;
}

int main(void)
{
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_MTE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *q;
	struct sigaction action;
	long value = 5;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO;
	assert(!sigaction(SIGSEGV, &action, NULL));
	assert(!prctl(PR_SET_TAGGED_ADDR_CTRL, PR_TAGGED_ADDR_ENABLE | PR_MTE_TCF_SYNC | 2 << PR_MTE_TAG_SHIFT, 0, 0, 0));
	asm("irg %0, %1" : "=r"(q) : "r"(p));
	assert((unsigned long)q >> 56 == 1);
	asm volatile("ldr %0, [%1]" : "+r"(value) : "r"(q));
	assert(faults == 1 && value == 5);
	assert(!prctl(PR_SET_TAGGED_ADDR_CTRL, PR_TAGGED_ADDR_ENABLE | PR_MTE_TCF_ASYNC, 0, 0, 0));
	asm volatile("str %0, [%1]; yield" : : "r"(value), "r"(q) : "x0", "x8");
	assert(faults == 2 && *p == 5);
	q = sbrk(16);
	*q = 1;
	printf("%-4s|%04x|%d|%0.2f%%\n", "ab", 0x2a, 7, 12.345);
	return 3;
}
END
  printf 'user\town\tmax\t-\t3\tab  .002a.7.12.35%%\n' >list
  agree "$here/programs" "$build/cli/el2trap" tree built list
  printf 'user\town\tmax\t--kernel 7.2 --cmdline kvm-arm.mode=protected,arm64.nomte\t70\tmsr gcr_el1, x0 +undef injected\n' >list
  agree "$here/programs" "$build/cli/el2trap" tree built list
  sed -i 's/70/71/' list
  notice 'FAIL: own' "$here/programs" "$build/cli/el2trap" tree built list
  ;;
kvm-unit-tests)
  command -v aarch64-linux-gnu-as >/dev/null || { echo "skip: no aarch64-linux-gnu-as" >&2; exit 77; }
  mkdir -p tree/arm
  cat >a.s <<'END'
	mov	x0, #4
	adr	x1, 1f
	hlt	#0xf000
	mov	x0, #0x20
	adr	x1, 2f
	hlt	#0xf000
	.balign	8
2:	.quad	0x20026, 0
1:	.asciz	"PASS: a: b\nPASS: a: c\nSUMMARY: 2 tests\n\nEXIT: STATUS=1\n"
END
  aarch64-linux-gnu-as -o a.o a.s
  aarch64-linux-gnu-objcopy -O binary -j .text a.o tree/arm/mte.flat
  printf 'mte.flat\tsync\t2\n' >list
  agree "$here/kvm-unit-tests" "$build/cli/el2trap" tree built list
  printf 'mte.flat\tsync\t3\n' >list
  notice 'FAIL: mte.flat sync' "$here/kvm-unit-tests" "$build/cli/el2trap" tree built list
  ;;
perfetto)
  command -v protoc >/dev/null || { echo "skip: no protoc" >&2; exit 77; }
  # a definition that has what tests/cli/perfetto.py knows, and the trace's own message
  mkdir -p protos/perfetto/trace
  definition=protos/perfetto/trace/perfetto_trace.proto
  PYTHONPATH=$here/../../cli python3 -B >$definition <<'END'
import perfetto
types = {"int": "uint64", "text": "string", "bytes": "bytes"}
print('syntax = "proto2";\npackage perfetto.protos;\nmessage Trace {\n  repeated TracePacket packet = 1;\n}')
for message, fields in perfetto.MESSAGES.items():
    print(f"message {message} {{")
    for number, (name, kind) in fields.items():
        print(f"  repeated {types.get(kind, kind)} {name} = {number};")
    print("}")
END
  agree python3 -B "$here/definition.py" "$build/cli/el2trap" "$here/../../../corpora" .
  cp $definition right
  sed 's/ categories = 22;/ categories = 24;/' right >$definition
  notice 'TrackEvent: field 22 is None there' python3 -B "$here/definition.py" "$build/cli/el2trap" "$here/../../../corpora" .
  sed 's/uint64 name_iid = 10;/string name_iid = 10;/' right >$definition
  notice 'fields that are not defined: 10' python3 -B "$here/definition.py" "$build/cli/el2trap" "$here/../../../corpora" .
  sed 's/uint64 pointer_value = 7;/uint64 pointer_value = 7 [deprecated = true];/' right >$definition
  notice 'DebugAnnotation.pointer_value is deprecated' \
    python3 -B "$here/definition.py" "$build/cli/el2trap" "$here/../../../corpora" .
  ;;
esac
