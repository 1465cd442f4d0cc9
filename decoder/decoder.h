/* SPDX-License-Identifier: MIT */
/*
 * decoder: A64 words. Which instruction, which operands, which system register, which class, which features.
 *
 * Everything in the first four sections is pure: no memory is allocated, nothing is printed, no global is written;
 * all of it may be called from any thread. Reading input files (section 5) allocates and says so.
 *
 *   1. errors          el2_status, el2_error
 *   2. names           instructions, classes, system registers
 *   3. decoding        el2_decode, el2_classify, el2_scan
 *   4. text            el2_format, el2_disassemble
 *   5. input           el2_image: ELF, raw binaries, arm64 kernel Images, hexadecimal words
 */
#ifndef EL2TRAP_DECODER_H
#define EL2TRAP_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define EL2_API __attribute__((visibility("default")))
#else
#define EL2_API
#endif

/*
 * The version of this library, "MAJOR.MINOR.PATCH", as built: a program may hold it against the headers that it was
 * compiled with. Never NULL; static. Until 1.0 each MINOR may change the ABI, a PATCH does not.
 */
EL2_API const char *el2_version(void);

/* ---- 1. errors ------------------------------------------------------------------------------------------------- */

/* What a call that reads data from outside came to. The command's exit codes follow from these. */
typedef enum el2_status {
	EL2_OK = 0,
	EL2_ERR_USAGE,       /* an argument names something that does not exist (kernel, CPU, register, option) */
	EL2_ERR_INPUT,       /* the data is wrong: el2_error says where and why */
	EL2_ERR_UNSUPPORTED, /* the data may be right, but this build or machine cannot deal with it */
	EL2_ERR_SYSTEM,      /* the operating system refused: el2_error holds its reason */
	EL2_ERR_INTERNAL,    /* our own bug, or out of memory */
} el2_status;

/* Where and why. line and column count from 1; 0 means that it has none. Owned by the caller. */
typedef struct el2_error {
	el2_status status;
	unsigned line;
	unsigned column;
	char file[256];
	char message[512];
} el2_error;

/*
 * Fill `error` (which may be NULL) from a printf format, and return `status`, so that a failing function can end in
 * `return el2_fail(error, EL2_ERR_INPUT, file, line, column, "...")`. `file` may be NULL. Over-long texts are cut.
 */
EL2_API el2_status el2_fail(el2_error *error, el2_status status, const char *file, unsigned line, unsigned column,
			    const char *format, ...)
#if defined(__GNUC__)
	__attribute__((format(printf, 6, 7)))
#endif
	;

/* ---- 2. names -------------------------------------------------------------------------------------------------- */

/* Instruction forms: one per row of decoder/insns.def. EL2_FORM_NONE: a word that the table does not hold. */
typedef enum el2_form {
	EL2_FORM_NONE = 0,
#define EL2_INSN(form, ...) EL2_FORM_##form,
#include "insns.def"
	EL2_FORM_COUNT
} el2_form;

/* What an instruction is to this project. Names for users: el2_class_name(). */
typedef enum el2_class {
	EL2_CLASS_UNKNOWN = 0, /* not in our tables: may be unallocated, may be newer than they are */
	EL2_CLASS_UNDEFINED,   /* permanently UNDEFINED (UDF) or unallocated in a space that the tables cover whole */
	EL2_CLASS_GENERAL,     /* no memory, no privilege: data processing, branches, hints, barriers */
	EL2_CLASS_MEMORY,      /* ordinary loads and stores, tag-checked where checks are on */
	EL2_CLASS_SIMD,        /* FP, Advanced SIMD, SVE, SME: subject to the FP traps */
	EL2_CLASS_EXCEPTION,   /* SVC, HVC, SMC, BRK, HLT, ERET, WFI, ...: may be taken to another level */
	EL2_CLASS_SYSTEM,      /* MRS, MSR, SYS, ... of what is not MTE */
	/* The Memory Tagging Extension, with the class names of facts/encodings.csv */
	EL2_CLASS_TAG_ARITH,
	EL2_CLASS_TAG_LOAD,
	EL2_CLASS_TAG_STORE,
	EL2_CLASS_TAG_BULK,
	EL2_CLASS_TAG_CMO,
	EL2_CLASS_SYSREG,
	EL2_CLASS_PSTATE,
	EL2_CLASS_COUNT
} el2_class;

/* True for the classes of the Memory Tagging Extension. (DCZID_EL0, ID_AA64PFR1_EL1 and ID_AA64PFR2_EL1 are
 * neighbours: of class sysreg without a feature. el2_insn_is_mte() leaves them out.) */
static inline bool el2_class_is_mte(el2_class c) { return c >= EL2_CLASS_TAG_ARITH; }

/* "tag-load", "sysreg", ...; "?" for a number that is no class. Static storage. */
EL2_API const char *el2_class_name(el2_class c);

/* System registers and operations: one per row of decoder/sysregs.def. Registers come first, so that an array of
 * EL2_SYSREG_REGISTERS values can hold a value for each. */
typedef enum el2_sysreg {
	EL2_SYSREG_NONE = 0, /* an encoding without a row */
#define EL2_SYSREG(id, ...) EL2_SYSREG_##id,
#define EL2_SYSREG_WRITTEN(id, ...) EL2_SYSREG_##id,
#include "sysregs.def"
	EL2_SYSREG_REGISTERS,
	EL2_SYSREG_LAST_REGISTER = EL2_SYSREG_REGISTERS - 1,
#define EL2_SYSOP(id, ...) EL2_SYSREG_##id,
#define EL2_SYSPOP(id, ...) EL2_SYSREG_##id,
#include "sysregs.def"
	EL2_SYSREG_COUNT
} el2_sysreg;

/* How a system register encoding can be named by an instruction: bits of el2_sysreg_info.access. */
enum {
	EL2_READ = 1,         /* MRS */
	EL2_WRITE = 2,        /* MSR */
	EL2_READ128 = 4,      /* MRRS */
	EL2_WRITE128 = 8,     /* MSRR */
	EL2_EXEC = 16,        /* SYS */
	EL2_EXEC_RESULT = 32, /* SYSL */
	EL2_EXEC128 = 64,     /* SYSP */
	EL2_NO_REGISTER = 128, /* with EL2_EXEC: Rt means nothing and should be 31 */
};

/* An encoding as 16 bits: op0[15:14] op1[13:11] CRn[10:7] CRm[6:3] op2[2:0]; bits [20:5] of the instruction. */
#define EL2_SYSREG_KEY(op0, op1, crn, crm, op2) \
	((uint16_t)((op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2)))
#define EL2_KEY_OP0(key) ((unsigned)(key) >> 14 & 3)
#define EL2_KEY_OP1(key) ((unsigned)(key) >> 11 & 7)
#define EL2_KEY_CRN(key) ((unsigned)(key) >> 7 & 15)
#define EL2_KEY_CRM(key) ((unsigned)(key) >> 3 & 15)
#define EL2_KEY_OP2(key) ((unsigned)(key) & 7)

typedef struct el2_sysreg_info {
	const char *name;     /* "GCR_EL1", "DC GVA" */
	const char *features; /* "FEAT_MTE2", "FEAT_OCCMO && FEAT_MTE"; NULL where the table names none */
	uint16_t key;         /* EL2_SYSREG_KEY */
	uint8_t access;       /* EL2_READ | ... */
	uint8_t cls;          /* el2_class: of class SYSTEM where it is not MTE */
} el2_sysreg_info;

/* The row of a register or operation; of EL2_SYSREG_NONE or a number out of range: NULL. Static storage. */
EL2_API const el2_sysreg_info *el2_sysreg_get(el2_sysreg id);

/* By name, letter case ignored: "gcr_el1", "DC GVA", "dc gva". S<op0>_<op1>_C<n>_C<m>_<op2> finds the row of its
 * encoding. EL2_SYSREG_NONE when there is none. */
EL2_API el2_sysreg el2_sysreg_by_name(const char *name);

/* By encoding and way of access (one of EL2_READ ... EL2_EXEC128); EL2_SYSREG_NONE for an encoding without a row.
 * The row's `access` may lack EL2_READ or EL2_WRITE, as a register that can only be written or read is still that
 * register: MSR GMID_EL1 is an encoding without a meaning. Of the other ways it has the one asked for (either of
 * EL2_READ128 and EL2_WRITE128): SYSL with the encoding of DC GVA has no row. */
EL2_API el2_sysreg el2_sysreg_by_key(uint16_t key, unsigned access);

/* "GCR_EL1" or "S3_0_C1_C0_7" into buffer; returns the length that was needed, as snprintf does. */
EL2_API int el2_sysreg_name(uint16_t key, unsigned access, char *buffer, size_t size);

/* ---- 3. decoding ----------------------------------------------------------------------------------------------- */

/* Bits of el2_insn.flags. */
enum {
	EL2_INSN_SHOULD_BE = 1,      /* a should-be-zero or should-be-one field holds something else */
	EL2_INSN_UNPREDICTABLE = 2,  /* the operands are CONSTRAINED UNPREDICTABLE: registers that overlap in SETG*, CPY*,
				      * LDP, STXR, writeback, ... */
	EL2_INSN_READ = 4,           /* system access with direction read (MRS, SYSL, MRRS) */
	EL2_INSN_WRITEBACK = 8,      /* pre- or post-indexed */
	EL2_INSN_POST = 16,          /* post-indexed: the address is the base itself */
};

/* One decoded instruction. Register numbers are raw, 0 to 31; whether 31 is SP or XZR follows from the form. */
typedef struct el2_insn {
	uint32_t word;
	uint16_t form;   /* el2_form */
	uint16_t key;    /* EL2_SYSREG_KEY of MRS, MSR, SYS, SYSL, MSR immediate, ...; else 0 */
	uint16_t sysreg; /* el2_sysreg, for the same; EL2_SYSREG_NONE where no row has the encoding */
	uint8_t cls;     /* el2_class */
	uint8_t flags;   /* EL2_INSN_... */
	uint8_t rd;      /* Rt or Rd */
	uint8_t rn;
	uint8_t rm;      /* Rm, or Rs of MOPS */
	uint8_t rt2;
	uint8_t tag;     /* ADDG, SUBG: uimm4 */
	int32_t imm;     /* scaled byte offset; uimm16 of SVC, HVC, SMC, BRK, HLT, UDF; imm4 of MSR immediate */
} el2_insn;

/* A row of decoder/insns.def. */
typedef struct el2_form_info {
	const char *op;        /* the name of facts/encodings.csv: "STG", "MRS", "SETGP", ... */
	const char *variant;   /* "offset", "post", ...: "" where there is one form */
	const char *syntax;    /* the operands as the Arm ARM writes them */
	const char *features;  /* "FEAT_MTE", "FEAT_MOPS && FEAT_MTE"; NULL: always there */
	const char *source;
	uint32_t mask, value;  /* (word ^ value) & mask == 0 */
	uint32_t should_be;    /* bits that should be as value has them; those in mask too must, or the row does not hold */
	uint8_t cls;           /* el2_class, for system accesses that of the register where it is MTE */
	uint8_t min_el;        /* lowest Exception level at which it is not UNDEFINED */
	uint8_t operands;      /* enum el2_operands in decoder/insns.h: how fields become el2_insn and text */
	uint8_t tag_effect;    /* el2_tag_effect */
	uint8_t data_effect;   /* el2_data_effect */
} el2_form_info;

typedef enum el2_tag_effect {
	EL2_TAG_NONE = 0,
	EL2_TAG_READ_GRANULE,
	EL2_TAG_READ_BLOCK,    /* 4 << GMID_EL1.BS bytes */
	EL2_TAG_WRITE_GRANULE,
	EL2_TAG_WRITE_2_GRANULES,
	EL2_TAG_WRITE_BLOCK,   /* 4 << GMID_EL1.BS bytes */
	EL2_TAG_WRITE_ZVA,     /* 4 << DCZID_EL0.BS bytes */
	EL2_TAG_WRITE_RANGE,   /* SETG*: all granules of the range */
	EL2_TAG_MAINTENANCE,   /* cache maintenance that includes tags */
} el2_tag_effect;

typedef enum el2_data_effect {
	EL2_DATA_NONE = 0,
	EL2_DATA_ZERO,         /* zeroes what it tags */
	EL2_DATA_WRITE,        /* writes register data */
	EL2_DATA_INVALIDATE,   /* may discard dirty lines */
} el2_data_effect;

/* The row of a form; of EL2_FORM_NONE or a number out of range: NULL. Static storage. */
EL2_API const el2_form_info *el2_form_get(el2_form form);

/*
 * Decode one word (as the CPU sees it, so already in host byte order). Fills *insn whatever the word is and returns
 * true if a row holds it; false leaves form EL2_FORM_NONE and class UNKNOWN or UNDEFINED.
 * Source: AARCHMRS 2026-03 and the A64 ISA XML 2025-03 for masks and fields.
 */
EL2_API bool el2_decode(uint32_t word, el2_insn *insn);

/* The class alone, table-driven and as fast as we can: the same answer as el2_decode() gives in insn.cls. */
EL2_API el2_class el2_classify(uint32_t word);

/* True if the instruction exists for MTE: it needs one of the MTE features. MSR GMID_EL1 does not exist. */
EL2_API bool el2_insn_is_mte(const el2_insn *insn);

/* What features the instruction needs, with its system register's: "FEAT_MTE2"; NULL for none. Static storage. */
EL2_API const char *el2_insn_features(const el2_insn *insn);

/*
 * Look for MTE instructions in `count` little-endian words at `words` (any alignment). Writes the index of each hit,
 * ascending, until `capacity` are written, and returns how many it wrote; *next (may be NULL) is the index at which to
 * go on, `count` when all is done. Runs at the speed of memory where the CPU has AVX2.
 */
EL2_API size_t el2_scan(const void *words, size_t count, size_t *hits, size_t capacity, size_t *next);

/*
 * Where nobody says what is code: do words[at] (little-endian, any alignment) and its neighbours look like data? So many
 * of the sixteen words on either side are no instruction: in an arm64 kernel Image none or one around the instructions
 * of MTE, and six or more around data that looks like them (measured on 7.2.13).
 */
EL2_API bool el2_is_likely_data(const void *words, size_t count, size_t at);

/* ---- 4. text --------------------------------------------------------------------------------------------------- */

/* Longest text that el2_format() and el2_disassemble() write, with its end. */
#define EL2_TEXT_MAX 128

/*
 * Our own text, lower case, accepted by the GNU assembler and giving the same word: "stg x3, [x1, #16]!",
 * "mrs x0, gcr_el1", "sys #3, c7, c4, #3, x1" spelt as "dc gva, x1". Assemblers refuse names that are newer than they
 * are, and SETG* with registers that overlap. A word without a row, or whose row has no operand text, becomes
 * ".inst 0x...". Returns the length needed, as snprintf does.
 */
EL2_API int el2_format(const el2_insn *insn, char *buffer, size_t size);

/* As el2_format(), but words without a row, and rows without operand text, are given to Capstone if this build has
 * it; in the system space, d5000000 to d53fffff, all text is ours. `pc` is for branch targets.
 * Thread-safe; the first call of a thread opens a Capstone handle. */
EL2_API int el2_disassemble(const el2_insn *insn, uint64_t pc, char *buffer, size_t size);

/* ---- 5. input -------------------------------------------------------------------------------------------------- */

typedef enum el2_image_format {
	EL2_IMAGE_AUTO = 0, /* ELF by its magic, kernel Image by its "ARM\x64", text of hex words, else raw */
	EL2_IMAGE_ELF,
	EL2_IMAGE_KERNEL,   /* arm64 Image: little-endian code from offset 0 to image_size */
	EL2_IMAGE_RAW,      /* little-endian words */
	EL2_IMAGE_HEX,      /* text: words as of el2_parse_word(), blanks and lines between, # and // comments; lines as
			     * objdump writes them, with their addresses; an oops' "Code: ... (word)", where a symbol "pc"
			     * covers the word in parentheses; bytes, lowest first: [0x20,0x10,0x38,0xd5]. AUTO takes a
			     * file of nothing but printable ASCII for it */
} el2_image_format;

/* A run of code words. `words` points into the image, or into what it allocated. */
typedef struct el2_image_chunk {
	const unsigned char *words; /* little-endian, `count` of them, any alignment */
	size_t count;
	uint64_t address;           /* of the first word; for raw, Image and hex where it stands, from 0; of relocatable
				     * ELF the offset in the file, since its sections all begin at 0 */
	uint64_t offset;            /* in the file */
	const char *section;        /* ELF section name, else "" */
} el2_image_chunk;

typedef struct el2_image_symbol {
	uint64_t address, size;
	const char *name;
} el2_image_symbol;

/* An opened input: code only. ELF data sections, and data between $d and $x in code sections, are left out. */
typedef struct el2_image {
	el2_image_format format;
	el2_image_chunk *chunks; /* ascending by address; of text in its order */
	size_t chunk_count;
	el2_image_symbol *symbols; /* functions, ascending by address */
	size_t symbol_count;
	void *private_data;
} el2_image;

/*
 * Open a file, or standard input for "-". On success the caller owns *image and frees it with el2_image_close(). Files
 * are mapped, so one must not be cut short while it is open.
 * EL2_ERR_SYSTEM: unreadable. EL2_ERR_INPUT: truncated, wrong class, wrong machine, big-endian or 32-bit ELF; a raw
 * file that is empty or whose size is no multiple of 4; a bad hex word, with its line and column.
 * EL2_ERR_UNSUPPORTED: ELF in a build without libelf; with EL2_IMAGE_AUTO, what looks compressed or like an archive.
 * Input without code (an ELF file of data, hex text of comments) is no error: it has no words.
 */
EL2_API el2_status el2_image_open(el2_image *image, const char *path, el2_image_format format, el2_error *error);

/* The same from memory, which must stay as it is until el2_image_close(). `name` is for messages. */
EL2_API el2_status el2_image_parse(el2_image *image, const void *data, size_t size, const char *name,
				   el2_image_format format, el2_error *error);

/* Free what the image holds. An image that failed to open, or all zero, may be closed too. */
EL2_API void el2_image_close(el2_image *image);

/* The function symbol that covers the address, of several the one that begins nearest; NULL when none does. O(log n). A
 * symbol without a size covers what is up to the next. */
EL2_API const el2_image_symbol *el2_image_symbol_at(const el2_image *image, uint64_t address);

/* One hexadecimal word and nothing after it: eight digits, or 0x and up to eight. False if `text` is anything else. */
EL2_API bool el2_parse_word(const char *text, uint32_t *word);

#ifdef __cplusplus
}
#endif

#endif
