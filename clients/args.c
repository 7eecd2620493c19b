/* args -- see args.h */
#include "args.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "text.h"

#define ARGS_MAX  72
#define GLOBALS_N 5

enum ending
args_wrong(const struct invocation *inv, const char *format, ...)
{
    va_list args;

    (void)fputs("loket: ", stderr);
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    if (*inv->verb != '\0')
        output_error(_("`loket %s --help` shows how"), inv->verb);
    else
        output_error(_("`loket --help` shows how"));
    return ENDING_USAGE;
}

json_t *
args_words(const struct arg_list *list)
{
    json_t *words = json_array();

    for (size_t i = 0; i < list->n; i++)
        (void)json_array_append_new(words, json_string(list->items[i]));
    return words;
}

enum ending
args_ending(enum rc rc)
{
    return rc == RC_AGAIN ? ENDING_DONE : ENDING_USAGE;
}

static enum rc
list_add(struct arg_list *list, char *value)
{
    char *rest = value;

    for (char *item; (item = strsep(&rest, ",")) != NULL;) {
        if (*item == '\0')
            continue;
        if (list->n == ARGS_LIST_MAX)
            return RC_INVALID;
        list->items[list->n++] = item;
    }
    return RC_OK;
}

static enum rc
number_read(const char *value, double max, double *out)
{
    char *end = NULL;

    errno = 0;
    *out = strtod(value, &end);
    if (errno != 0 || end == value || *end != '\0' || !isfinite(*out) ||
        *out < 0 || *out > max)
        return RC_INVALID;
    return RC_OK;
}

static enum rc
arg_set(const struct arg *arg, char *value)
{
    double number = 0;

    switch (arg->kind) {
    case ARG_FLAG:
        *(bool *)arg->to = true;
        return RC_OK;
    case ARG_TEXT:
        *(const char **)arg->to = value;
        return RC_OK;
    case ARG_SECONDS:
        if (number_read(value, 31536000.0, &number) != RC_OK)
            return RC_INVALID;
        *(int64_t *)arg->to = (int64_t)(number * 1000.0);
        return RC_OK;
    case ARG_NUMBER:
        if (number_read(value, UINT32_MAX, &number) != RC_OK ||
            number != floor(number))
            return RC_INVALID;
        *(int64_t *)arg->to = (int64_t)number;
        return RC_OK;
    case ARG_SPAN:
        return duration_read(value, arg->to);
    case ARG_LIST:
        return list_add(arg->to, value);
    }
    return RC_INVALID;
}

static void
value_wrong(const struct invocation *inv, const struct arg *arg)
{
    switch (arg->kind) {
    case ARG_FLAG:
    case ARG_TEXT:
        break;
    case ARG_SECONDS:
        (void)args_wrong(inv, _("--%s is a number of seconds"), arg->name);
        break;
    case ARG_NUMBER:
        (void)args_wrong(inv, _("--%s is a whole number"), arg->name);
        break;
    case ARG_SPAN:
        (void)args_wrong(inv, _("--%s is a time like 30m or 1h30m"), arg->name);
        break;
    case ARG_LIST:
        (void)args_wrong(inv, _("--%s: %d at most"), arg->name, ARGS_LIST_MAX);
        break;
    }
}

/* letters: ":hV" takes options and operands in any order, "+:hV" stops at the
 * first operand. */
static enum rc
args_scan(struct invocation *inv, const struct arg rows[], size_t n,
          const char *letters)
{
    struct option options[ARGS_MAX + 1] = {0};
    int found;
    int index = 0;

    for (size_t i = 0; i < n; i++)
        options[i] = (struct option){.name = rows[i].name,
                                     .has_arg = rows[i].kind == ARG_FLAG
                                                    ? no_argument
                                                    : required_argument,
                                     .val = 256 + (int)i};
    optind = 0; /* begin anew, glibc's way */
    opterr = 0;
    while ((found = getopt_long(inv->argc, inv->argv, letters, options,
                                &index)) != -1) {
        if (found == 'h') {
            inv->help_asked = true;
        } else if (found == 'V') {
            inv->version_asked = true;
        } else if (found == ':') {
            (void)args_wrong(inv, _("%s needs a value"), inv->argv[optind - 1]);
            return RC_INVALID;
        } else if (found < 256) {
            (void)args_wrong(inv,
                             *inv->verb != '\0'
                                 ? _("%s is not an option of `loket %s`")
                                 : _("%s is no option here; those of a verb "
                                     "stand behind it"),
                             inv->argv[optind - 1], inv->verb);
            return RC_INVALID;
        } else if (arg_set(&rows[found - 256], optarg) != RC_OK) {
            value_wrong(inv, &rows[found - 256]);
            return RC_INVALID;
        }
    }
    inv->argc -= optind;
    inv->argv += optind;
    return RC_OK;
}

static void
globals_rows(struct invocation *inv, struct arg rows[GLOBALS_N])
{
    rows[0] = (struct arg){"profile", ARG_TEXT, &inv->profile};
    rows[1] = (struct arg){"json", ARG_FLAG, &inv->json};
    rows[2] = (struct arg){"help", ARG_FLAG, &inv->help_asked};
    rows[3] = (struct arg){"version", ARG_FLAG, &inv->version_asked};
    rows[4] = (struct arg){"timeout", ARG_SECONDS, &inv->timeout_ms};
}

enum rc
args_read_globals(struct invocation *inv)
{
    struct arg rows[GLOBALS_N];

    globals_rows(inv, rows);
    return args_scan(inv, rows, GLOBALS_N, "+:hV");
}

void
args_print_version(void)
{
    (void)printf("loket %s\n", LOKET_VERSION);
}

enum rc
args_read(struct invocation *inv, const struct arg args[], size_t n)
{
    struct arg rows[ARGS_MAX];

    if (n > ARGS_MAX - GLOBALS_N)
        return RC_INVALID;
    if (n > 0)
        memcpy(rows, args, n * sizeof *args);
    /* Of two rows with one name getopt_long takes the first: `desk get
     * --version 3` asks for a document's version, not for ours. */
    globals_rows(inv, rows + n);

    enum rc rc = args_scan(inv, rows, n + GLOBALS_N, ":hV");

    if (rc != RC_OK)
        return rc;
    inv->out = output_open(inv->json);
    if (inv->help_asked) {
        (void)fputs(gettext(inv->help), stdout);
        (void)fputs(_("\nEvery verb: --profile DIR, --json, --timeout SECONDS, "
                      "--help, --version\n"),
                    stdout);
        return RC_AGAIN;
    }
    if (inv->version_asked) {
        args_print_version();
        return RC_AGAIN;
    }
    return RC_OK;
}

enum rc
args_read_only(struct invocation *inv, const struct arg args[], size_t n)
{
    enum rc rc = args_read(inv, args, n);

    if (rc != RC_OK || inv->argc == 0)
        return rc;
    (void)args_wrong(inv, _("%s is a word too many"), inv->argv[0]);
    return RC_INVALID;
}
