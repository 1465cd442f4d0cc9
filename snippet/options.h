/* SPDX-License-Identifier: MIT */
/*
 * Command-line options: a small table-driven parser, and the options that verbs share. Long options take their value
 * after "=" or as the next word; "-" is a word like any other; "--" ends the options.
 *
 * The same parser reads the "// el2trap: ..." lines of snippets: cli_tokenise() cuts such a text into words, and
 * errors then carry the column.
 */
#ifndef EL2TRAP_CLI_OPTIONS_H
#define EL2TRAP_CLI_OPTIONS_H

#include "policy/policy.h"

#include <stdio.h>

enum cli_option_kind {
	CLI_FLAG, /* sets a bool */
	CLI_TEXT, /* sets a const char *, borrowed from the words */
	CLI_CALL, /* calls `apply` */
};

/* One option, as a row. Exactly one of offset (in the target) and apply is used, by kind. */
struct cli_option {
	const char *name;  /* "--kernel" */
	const char *alias; /* "-o", or NULL */
	const char *value; /* name of its value, for help; NULL: it takes none */
	enum cli_option_kind kind;
	size_t offset;
	el2_status (*apply)(void *target, const char *value, el2_error *error);
	const char *help;
};

/* Rows and the struct that they fill. */
struct cli_option_set {
	const struct cli_option *options;
	size_t count;
	void *target;
	bool given; /* out: one of them stood among the words */
};

/* Words to parse. column may be NULL: errors about words of a command line have the number of the word, from 1, as their
 * column. */
struct cli_words {
	char **word;
	unsigned *column;
	size_t count;
	char *text; /* what the words point into, of cli_tokenise() */
};

/*
 * Parse all words by the sets, earlier ones first. Operands are moved to the front of words->word, in order, and
 * counted in *operands. EL2_ERR_USAGE says what is wrong with which word.
 */
el2_status cli_options_parse(struct cli_option_set *sets, size_t set_count, struct cli_words *words,
			     size_t *operands, el2_error *error);

/* Cut a text into words at blanks; '...' and "..." hold blanks, a backslash takes the next character as it is.
 * `column` is that of the first character of text. Free with cli_words_free(). */
el2_status cli_tokenise(const char *text, unsigned column, struct cli_words *words, el2_error *error);
void cli_words_free(struct cli_words *words);

/* A value given to a register, or to one of its fields, after boot. */
struct cli_override {
	uint16_t reg;    /* el2_sysreg; EL2_SYSREG_NONE is PSTATE */
	uint64_t mask;   /* the bits that it sets */
	uint64_t value;  /* in place, within mask */
	int8_t e2h;      /* the layout that has the field: of HCR_EL2.E2H=0 or 1; -1: either */
	uint64_t mask_e2h, value_e2h; /* with e2h 0: the field of that name in the layout of E2H=1; mask 0: none */
	char field[16];  /* its name, for messages; cut where it is longer */
};

#define CLI_OVERRIDES_MAX 64

enum cli_color { CLI_COLOR_AUTO = 0, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

/* The shared options. Strings are borrowed from the words. */
struct cli_options {
	/* those that describe a boot */
	el2_kernel kernel;
	bool kernel_named;   /* --kernel was given */
	bool second;         /* another side of a comparison: what names its hypervisor replaces what the first had */
	const char *cmdline;
	bool config_arm64_mte;
	el2_cpu cpu;
	bool cpu_named; /* --cpu or --cpu-file was given */
	const char *cpu_text; /* --cpu; NULL: not given */
	const char *cpu_file; /* --cpu-file, over what cpu_text names; NULL: none */
	const char *cpu_row;  /* the CPU of the table that says what the file does not; NULL: none */
	el2_cpu_values cpu_values; /* of the file */
	int el; /* -1: that of the host's kernel */
	bool no_hypervisor;
	bool has_guest;          /* --guest: ask a guest, not the host */
	el2_guest_config guest;
	const char *recording; /* --hypervisor: in place of kernel, cmdline, config, cpu; NULL: none */
	const char *firmware;  /* of the recording: "qemu", "ffa", "none", a number; NULL: qemu */
	const char *policy;    /* --policy: answers in place of the kernel's; NULL: none */
	bool policy_in_file;   /* and a file of input said so, which may not name code */
	size_t override_count;
	struct cli_override overrides[CLI_OVERRIDES_MAX];
	/* those of every verb */
	bool json;
	bool quiet;
	bool verbose;
	bool help;
	enum cli_color color;
	const char *output; /* NULL: standard output */
};

extern const struct cli_option cli_boot_options[];
extern const size_t cli_boot_option_count;
extern const struct cli_option cli_common_options[];
extern const size_t cli_common_option_count;

/* The defaults: the newest kernel, an empty command line, CONFIG_ARM64_MTE=y, CPU max. */
el2_status cli_options_init(struct cli_options *options, el2_error *error);

/* What follows is of another side of a comparison, which begins as the first. */
void cli_options_begin_second(struct cli_options *options);

/* A number: 0x... or decimal, nothing after it. */
bool cli_parse_u64(const char *text, uint64_t *value);

/* "REG" or "REG.FIELD" (PSTATE counts as a register) and a value that must fit. */
el2_status cli_override_parse(const char *name, uint64_t value, struct cli_override *override, el2_error *error);

#endif
