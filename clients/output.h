/* output -- what the person or the program at the other end of stdout sees.
 *
 * Answers go to stdout, as words or, with --json, as one object a line.
 * Progress, warnings and errors go to stderr.  Colour only on a terminal. */
#ifndef CLIENTS_OUTPUT_H
#define CLIENTS_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct refusal;

/* Exit codes of every verb. */
enum ending {
    ENDING_DONE = 0,
    ENDING_REFUSED = 1,    /* refused, or the answer is no */
    ENDING_USAGE = 2,      /* the command line or a file of ours is wrong */
    ENDING_UNREACHABLE = 3 /* no answer in time */
};

struct output {
    bool json;
    bool colour;   /* of stdout */
    bool progress; /* stderr is a terminal */
};

/* output_open: looks at the terminal; NO_COLOR of the environment is obeyed. */
struct output output_open(bool json);

/* output_object: one line of JSON, at once.  The object stays the caller's. */
void output_object(const json_t *object);

/* output_line: words on stdout, at once; nothing with --json. */
void output_line(const struct output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* output_bell: the terminal's bell; nothing with --json. */
void output_bell(const struct output *out);

/* output_error: "loket: ..." on stderr. */
void output_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* output_unread: why file_read() did not read it; answers RC_INVALID. */
MUST_USE enum rc output_unread(const char *path, enum rc rc);

/* output_progress: replaces the progress line on a terminal; "" removes it. */
void output_progress(const struct output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* output_level_start / _end: escape sequences around a line about a level
 * ("u1".."u4"), "" without colour. */
const char *output_level_start(const struct output *out, const char *level);
const char *output_level_end(const struct output *out);

/* output_end: what a verb ends with, once all it answered is written: an export
 * that stops at a full disk is not DONE. */
MUST_USE enum ending output_end(enum ending ending);

/* Reading an object: "" and 0 for what is not there. */
const char *object_text(const json_t *object, const char *name);
int64_t object_number(const json_t *object, const char *name);
bool object_flag(const json_t *object, const char *name);

/* refusal_object: findings of our own as the desk would send them; the
 * caller's. */
json_t *refusal_object(const struct refusal *refusal);

/* output_refusal: the refusal in words on stderr, or as JSON.
 *
 * in      about: what was asked for, for a refusal that names no field */
void output_refusal(const struct output *out, const char *about,
                    const json_t *refusal);

#endif
