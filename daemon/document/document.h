/* document -- desk documents as text to the rules of core: who is on call,
 * when, how fast, and who next.  docs/desk-documents.md describes the text.
 *
 * Every section (top-level key) belongs to one document, so one file may hold
 * the sections of several. */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/rc.h"

struct desk_rules;
struct document_findings;
struct zone;

enum document_kind {
    DOCUMENT_NONE, /* of a text: sections of any document */
    DOCUMENT_PERSONS,
    DOCUMENT_ROSTERS,
    DOCUMENT_OVERRIDES, /* written by the program: overrides_write() */
    DOCUMENT_CALENDAR,
    DOCUMENT_POLICIES,
    DOCUMENT_INDICATORS,
    DOCUMENT_REGIONS,
    DOCUMENT_SHELTER,
    DOCUMENT_DIRECTORY,
    DOCUMENT_TERMS,
    DOCUMENT_TABLES,
    DOCUMENT_RETENTION
};

#define DOCUMENT_LAST      DOCUMENT_RETENTION
#define DOCUMENT_ADDED     DOCUMENT_REGIONS /* from here on: later than 0.1 */
#define DOCUMENT_TEXTS_MAX 16

/* "persons"; "" of DOCUMENT_NONE.  And back: DOCUMENT_NONE: no such name. */
const char *document_name(enum document_kind kind);
enum document_kind document_find(const char *name);

struct document_text {
    enum document_kind kind;
    const char *name; /* what findings call it */
    const char *bytes;
    size_t n;
};

struct document_input {
    const struct document_text *texts;
    size_t texts_n; /* at most DOCUMENT_TEXTS_MAX */
    const struct zone *zone;
    bool whole; /* all documents of a desk: the indicators are needed too */
    /* The policies are an older version, kept for alerts that run by it: a
     * person or roster that is gone becomes TARGET_NOBODY, a window that is
     * gone is "at once", and a fallback of which nobody is left becomes all
     * persons with a contact.  Nothing of this is a finding. */
    bool old_policies;
    /* Only some of the documents: those that are not there are not missed. */
    bool parts;
};

/* document_compile: parse all, resolve names across documents.
 *
 * in           persons, rosters, calendar and policies are needed; overrides,
 *              and what an installation from before DOCUMENT_ADDED does not
 *              have, are not: its rules are empty then; indicators with
 *              `whole` only.  A document that is there must have all its
 *              needed sections; nothing is kept after
 *              the call
 * out          persons are reachable when they have a contact, no principal
 *              is looked up; overrides ascending by seq, the shifts of a layer,
 *              the holidays and the codes ascending.  Whether somebody is on
 *              call at all times is document_check()'s to say
 * findings     added and sorted: everything that is wrong.  Warnings
 *              (refuses false) come with RC_OK too
 * errors       RC_INVALID: something refuses; RC_FATAL: no memory.  *out is
 *              written on RC_OK only
 * cost         a few milliseconds; one struct desk_rules and the trees on the
 *              heap meanwhile */
MUST_USE enum rc document_compile(const struct document_input *in,
                                  struct desk_rules *out,
                                  struct document_findings *findings);

#endif
