/* SPDX-License-Identifier: MIT */
/*
 * Snippets: code with the runs it is meant for and what is expected of it, written in its comments. The syntax is
 * docs/formats/snippets.md.
 *
 *   1. text          text.c, setup.c, expect.c: comments -> runs, setups, sites
 *   2. program       load.c, executable.c: file -> code and data at addresses, the words of each site
 *   3. run           run.c: program + run -> events, and which expectations were met
 *   4. two machines  compare.c: one program under two boots or CPUs, and what the host can observe to differ
 *
 * What runs are described with, the options of a boot and the session that they make, is in the headers included here;
 * the command describes its boots in the same words.
 */
#ifndef EL2TRAP_SNIPPET_SNIPPET_H
#define EL2TRAP_SNIPPET_SNIPPET_H

#include "model/machine.h"
#include "snippet/assemble.h"
#include "snippet/cpu_file.h"
#include "snippet/expect.h"
#include "snippet/lines.h"
#include "snippet/memory_words.h"
#include "snippet/recorded.h"
#include "snippet/read_file.h"
#include "snippet/session.h"
#include "snippet/suggest.h"
#include "snippet/virt.h"

/* ---- 1. text ---------------------------------------------------------------------------------------------------- */

#define CLI_SNIPPET_RUNS_MAX  64 /* a set of runs is a bit mask */
#define CLI_SNIPPET_LABEL_MAX 48

/* Options of `run` that a run in a snippet may have, too. */
struct cli_run_options {
	uint64_t limit; /* 0: the engine's; in a machine CLI_MACHINE_LIMIT */
	el2_on_exception on_exception;
	bool on_exception_given;
	bool machine; /* --machine virt: exceptions go to the vectors unless something else is asked for */
	struct cli_virt_options virt;
	const char *call; /* a function of the program, in place of its entry; NULL: none */
	uint64_t args[8]; /* x0 to x7 for it */
	unsigned arg_count;
};

#define CLI_MACHINE_LIMIT UINT64_C(2000000000)

extern const struct cli_option cli_run_options[];
extern const size_t cli_run_option_count;

/* A text on its place in the file, with the labels it carries. */
struct cli_snippet_place {
	unsigned line, column;		    /* of the label if there is one, else of the text */
	char labels[CLI_SNIPPET_LABEL_MAX]; /* "7.0,vhe"; "": all runs */
	uint64_t runs;			    /* what the labels come to */
};

/* "// el2trap[7.0]: --kernel 7.0 ..." */
struct cli_snippet_run {
	unsigned line;			  /* 0: the file names no run, this is the command line's */
	char name[CLI_SNIPPET_LABEL_MAX]; /* the label, or "1", "2", ... */
	struct cli_words words;		  /* options borrows from them */
	struct cli_options options;
	struct cli_run_options own;
};

/* "// el2trap-map: ..." and "// el2trap-reg: ..." */
enum cli_snippet_setup_kind {
	CLI_SETUP_MAP,
	CLI_SETUP_REG
};

struct cli_snippet_setup {
	struct cli_snippet_place place;
	enum cli_snippet_setup_kind kind;
	unsigned reg;	/* REG: 0 to 30; 31 is SP */
	uint64_t value; /* REG: the value; MAP: the address */
	uint64_t size;
	bool perm_given;
	el2_page page; /* MAP: type, perm, owner, s2_mapped, tags[0] */
};

/* "// expect[7.0]: undef injected" */
struct cli_snippet_expect {
	struct cli_snippet_place place;
	bool unreached;
	struct cli_expect expect;
	char text[80]; /* as written */
};

/* A line with expectations, the instruction of which they speak. */
struct cli_snippet_site {
	unsigned line;
	size_t first, count; /* in expects */
};

struct cli_snippet {
	const char *file;
	char *text; /* all of it, zero-terminated */
	size_t length;
	struct cli_snippet_run runs[CLI_SNIPPET_RUNS_MAX];
	size_t run_count;
	struct cli_snippet_setup *setups;
	size_t setup_count;
	struct cli_snippet_expect *expects;
	size_t expect_count;
	struct cli_snippet_site *sites; /* ascending by line */
	size_t site_count;
};

/*
 * Read the comments of assembler text, which snippet->file and text hold. `base` holds the command line's options, on
 * top of which each run's come. EL2_ERR_INPUT with line and column for whatever is misspelt. Free with
 * cli_snippet_free(), after a failure too.
 */
el2_status cli_snippet_parse(struct cli_snippet *snippet, const struct cli_options *base,
			     const struct cli_run_options *own, el2_error *error);
void cli_snippet_free(struct cli_snippet *snippet);

/* Put the options of a text on top of those that run->options and run->own hold. run->words is the caller's to free,
 * after a failure, too. */
el2_status cli_snippet_run_options(struct cli_snippet_run *run, const char *text, unsigned column, el2_error *error);

/* The expectation of a site that speaks of a run: one with its label before one without; NULL if there is none. */
const struct cli_snippet_expect *cli_snippet_expected(const struct cli_snippet *snippet,
						      const struct cli_snippet_site *site, size_t run);

/* The pieces, each of words from `column` on: of el2trap-map, el2trap-reg, and one expectation (`count` words). */
el2_status cli_snippet_parse_map(const struct cli_words *words, struct cli_snippet_setup *setup, el2_error *error);
el2_status cli_snippet_parse_reg(const char *word, unsigned column, struct cli_snippet_setup *setup, el2_error *error);
el2_status cli_snippet_parse_expect(const struct cli_words *words, size_t first, size_t count,
				    struct cli_snippet_expect *expect, el2_error *error);

/* ---- 2. program ------------------------------------------------------------------------------------------------- */

/* Where code without an address of its own goes, and what every run has besides. */
#define CLI_SNIPPET_TEXT       UINT64_C(0x40000000)
#define CLI_SNIPPET_SCRATCH    UINT64_C(0x48000000) /* one page, x1 */
#define CLI_SNIPPET_STACK      UINT64_C(0x4c000000) /* its lowest address */
#define CLI_SNIPPET_STACK_SIZE UINT64_C(0x4000)
#define CLI_SNIPPET_RETURN     UINT64_C(0x4ffff000) /* nothing is there: where a function that was called returns to */

/* Bytes at an address. */
struct cli_segment {
	uint64_t address, size;	   /* what lies beyond `length` is zero */
	const unsigned char *data; /* `length` bytes */
	size_t length;
	uint8_t perm; /* EL2_PERM_R | ... */
};

/* A word that comes from the line of a site: one, or several where the line is in .rept or names a macro. */
struct cli_mark {
	uint64_t address;
	size_t site;
};

#define CLI_SEGMENTS_MAX 64

struct cli_program {
	struct cli_segment segments[CLI_SEGMENTS_MAX];
	size_t segment_count;
	uint64_t entry, end;	/* end: behind the last instruction of the section of the entry, or without sections of its segment */
	struct cli_mark *marks; /* ascending by address */
	size_t mark_count;
	struct cli_object object; /* what the segments point into; of raw code and words its image alone */
};

/* Read a file ("-": standard input), its comments, and assemble it, or take it as raw code, ELF, hex words. Free both
 * after a failure, too. */
el2_status cli_snippet_load(struct cli_snippet *snippet, struct cli_program *program, const char *path,
			    const struct cli_options *base, const struct cli_run_options *own, el2_error *error);
void cli_program_free(struct cli_program *program);

/* A program for a machine that is no ELF file and no text: an arm64 Image where its header says, or raw code. Borrows
 * `data`. */
el2_status cli_program_image(struct cli_program *program, const unsigned char *data, size_t size, const char *name,
			     el2_error *error);

/* An ELF file of these bytes: an executable by its segments, an object file once it is linked. Takes over `data`, which
 * was malloc()ed, even on failure. */
el2_status cli_program_elf(struct cli_program *program, char *data, size_t size, const char *name, el2_error *error);

/* Segments, entry and end of the ELF executable in program->object. */
el2_status cli_program_executable(struct cli_program *program, const char *name, el2_error *error);

/* ---- 3. run ----------------------------------------------------------------------------------------------------- */

/* An instruction that came to something, and how often it came to that. */
struct cli_run_event {
	uint64_t pc;
	el2_insn insn;
	unsigned el; /* at which it stood */
	el2_verdict verdict;
	uint64_t count;
	const struct cli_snippet_expect *expect; /* or NULL */
	unsigned line;				 /* of its site; 0 if it has none */
	bool met;
	char difference[160];
	size_t next; /* in its chain: index plus 1, or 0 */
};

#define CLI_RUN_CHAINS 1024

struct cli_run_result {
	const struct cli_snippet_run *run;
	char boot[128];		      /* of cli_session_name(), and the Exception level */
	struct cli_run_event *events; /* in the order in which they came first */
	size_t event_count, event_capacity, last;
	size_t chains[CLI_RUN_CHAINS]; /* events by address */
	bool *reached;		       /* by mark */
	size_t met, unmet;
	uint64_t executed;
	el2_stop stop;
	uint64_t pc; /* where it stopped */
	bool failed; /* out of memory */
	uint64_t returned; /* x0, where a function was called and returned */
	/* in a machine */
	bool off;         /* the program turned it off */
	unsigned code;    /* and said this */
	char unknown[64]; /* a call of the program's that is not answered; "": none */
};

/* Code, scratch page, stack, and what the snippet maps and sets for a run, into memory and state. A run of
 * CLI_SNIPPET_RUNS_MAX is none of the snippet's own: it gets what any of them gets. */
el2_status cli_snippet_set_up(const struct cli_snippet *snippet, const struct cli_program *program, size_t run,
			      el2_state *state, el2_memory *memory, el2_error *error);

/* The machine with the program in it, in an empty memory or in one of a machine; `virt` has the caller's options and
 * console, and must outlive the run. `name` is for messages. */
el2_status cli_machine_set_up(const struct cli_program *program, const char *name, struct cli_virt *virt,
			      el2_state *state, el2_memory *memory, el2_error *error);

/* Told of each instruction that the run's observer sees, at `el`, of the event that it is one of, and of the state behind
 * it. */
struct cli_run_sink {
	void (*step)(void *context, const struct cli_run_event *event, unsigned el, const el2_step_result *result,
		     const el2_state *after); /* NULL: not told */
	void *context;
	cli_virt_console *console; /* of a machine; never NULL */
	void *console_context;
};

/* Boot and run. A verdict is no error; what cannot be booted or set up is. Free with cli_run_free(), after a failure,
 * too. engine may be NULL, and sink where the run has no machine. */
el2_status cli_snippet_run(const struct cli_snippet *snippet, const struct cli_program *program, size_t run,
			   const struct cli_run_sink *sink, el2_engine *engine, struct cli_run_result *result,
			   el2_error *error);
void cli_run_free(struct cli_run_result *result);

/* Did the run end at its end, at an exception that was to end it, or at an instruction that came to what was expected?
 */
bool cli_run_ended_well(const struct cli_run_result *result);

/* What was expected at a mark that the run did not come to; NULL if it did, or nothing was. */
const struct cli_snippet_expect *cli_run_unreached(const struct cli_snippet *snippet, const struct cli_program *program,
						   const struct cli_run_result *result, size_t run, size_t mark);

/* ---- 4. two machines -------------------------------------------------------------------------------------------- */

/* One thing that differs after an instruction. */
struct cli_difference {
	char what[24]; /* "outcome", "x0", "ESR", "memory", ... */
	char text[2][48];
};

#define CLI_DIFFERENCES_MAX 24

/* An instruction after which something new differs, or that one side does not model. */
struct cli_compared {
	uint64_t pc;
	el2_insn insn;
	unsigned el;
	bool unmodelled; /* on one side at least: its state was left alone on both */
	el2_verdict verdict[2];
	size_t count;
	struct cli_difference difference[CLI_DIFFERENCES_MAX];
};

/* Sees each instruction that differs, in order. */
typedef void (*cli_compare_sink)(void *context, const struct cli_compared *at);

struct cli_compare_result {
	char boot[2][128];
	uint64_t executed, differ, unmodelled;
	const char *end; /* why it ended */
	bool parted;     /* the two went different ways */
};

/* Run the program on both sides. `runs` are two runs whose options are parsed. */
el2_status cli_compare(const struct cli_snippet *snippet, const struct cli_program *program,
		       const struct cli_snippet_run runs[2], cli_compare_sink sink, void *context,
		       struct cli_compare_result *result, el2_error *error);

#endif
