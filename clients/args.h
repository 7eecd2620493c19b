/* args -- the options of one verb, GNU style, read over getopt_long. */
#ifndef CLIENTS_ARGS_H
#define CLIENTS_ARGS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "output.h"

#define ARGS_LIST_MAX 16

enum arg_kind {
    ARG_FLAG,    /* to a bool */
    ARG_TEXT,    /* to a const char *, borrowed from argv */
    ARG_SECONDS, /* to an int64_t in milliseconds; 0.5 is allowed */
    ARG_NUMBER,  /* to an int64_t, 0 to 2^32 - 1 */
    ARG_SPAN,    /* to an int64_t in microseconds: 30m, 1h30m (duration.h) */
    ARG_LIST     /* to a struct arg_list; given again or with commas */
};

struct arg_list {
    const char *items[ARGS_LIST_MAX];
    size_t n;
};

struct arg {
    const char *name;
    enum arg_kind kind;
    void *to;
};

/* What every verb is given. */
struct invocation {
    const char *verb;
    const char *help;    /* of the verb, to be translated */
    const char *profile; /* --profile DIR, NULL: the default one */
    bool json;
    bool help_asked;
    bool version_asked;
    int64_t timeout_ms;
    struct output out;
    int argc; /* argv[0] is the verb */
    char **argv;
};

/* args_read: options and operands of a verb, in any order.
 *
 * in      n rows; the global options are known besides them, but for those
 *         a row takes the name of
 * out     inv->argv[0..argc) are the operands
 * errors  RC_INVALID: said on stderr, ending ENDING_USAGE; RC_AGAIN: --help
 *         or --version was asked and printed, ending ENDING_DONE */
MUST_USE enum rc args_read(struct invocation *inv, const struct arg args[],
                           size_t n);

/* args_read_globals: the options in front of the verb; argv[0] is the verb
 * afterwards.  RC_INVALID: said on stderr. */
MUST_USE enum rc args_read_globals(struct invocation *inv);

/* args_read_only: args_read() for a verb without operands. */
MUST_USE enum rc args_read_only(struct invocation *inv, const struct arg args[],
                                size_t n);

void args_print_version(void);

/* args_words: what a list was given, as the protocol has it; the caller's. */
json_t *args_words(const struct arg_list *list);

/* args_ending: the exit code for what args_read answered. */
enum ending args_ending(enum rc rc);

/* args_wrong: says what is wrong and where the help is; ENDING_USAGE. */
enum ending args_wrong(const struct invocation *inv, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
