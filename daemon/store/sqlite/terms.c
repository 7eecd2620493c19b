/* terms -- terms that run; see store/terms.h
 *
 * A term has a due time exactly while something comes next for it. */
#include "store/sqlite/terms.h"

#include <string.h>

#include "store/sqlite/alerts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

#define TERM_COLUMNS                                                           \
    "SELECT term, subject, ref, name, state, start_us, end_us, next_us,"       \
    " ended_us, decision FROM term"
#define BATCH 32

static void
take_term(sqlite3_stmt *stmt, struct term *out)
{
    *out = (struct term){
        .term = sqlite3_column_int64(stmt, 0),
        .subject = (enum term_subject)sqlite3_column_int(stmt, 1),
        .ref = sqlite3_column_int64(stmt, 2),
        .state = (enum term_state)sqlite3_column_int(stmt, 4),
        .start_us = sqlite3_column_int64(stmt, 5),
        .end_us = sqlite3_column_int64(stmt, 6),
        .next_us = sqlite3_column_int64(stmt, 7),
        .ended_us = sqlite3_column_int64(stmt, 8),
        .decision = (enum term_decision)sqlite3_column_int(stmt, 9),
    };
    sql_column_text(stmt, 3, out->name, sizeof out->name);
}

static enum rc
take_terms(struct store *store, sqlite3_stmt *stmt, struct term *out, size_t *n)
{
    size_t found = 0;
    enum rc rc = RC_OK;

    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_term(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

static enum rc
one_term(struct store *store, const char *text, const struct sql_value *args,
         size_t args_n, struct term *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, text, args, args_n, &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_term(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

enum rc
term_get(struct store *store, int64_t term, struct term *out)
{
    return one_term(store, TERM_COLUMNS " WHERE term = ?",
                    SQL_ARGS(sql_int(term)), out);
}

enum rc
term_running(struct store *store, enum term_subject subject, int64_t ref,
             const char *name, struct term *out)
{
    return one_term(
        store,
        TERM_COLUMNS " WHERE ref = ? AND subject = ? AND name = ?"
                     " AND state IN (1, 2)",
        SQL_ARGS(sql_int(ref), sql_int((int64_t)subject), sql_text(name)), out);
}

enum rc
term_list(struct store *store, const struct term_query *query, struct term *out,
          size_t cap, size_t *n)
{
    static const char running[] =
        TERM_COLUMNS " WHERE state IN (1, 2) AND term > ?2"
                     " ORDER BY term LIMIT ?3";
    static const char exceeded[] =
        TERM_COLUMNS " WHERE state IN (2, 4) AND term > ?2"
                     " ORDER BY term LIMIT ?3";
    static const char of_referral[] =
        TERM_COLUMNS " WHERE (subject = 1 AND ref = ?1 OR subject = 2 AND"
                     "  ref IN (SELECT task FROM task WHERE referral = ?1))"
                     " AND term > ?2 AND (?4 = 0 OR state IN (2, 4))"
                     " ORDER BY term LIMIT ?3";
    const struct sql_value args[] = {
        sql_int(query->referral), sql_int(query->after), sql_int((int64_t)cap),
        sql_int(query->exceeded)};
    const char *text = query->exceeded ? exceeded : running;
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, query->referral != 0 ? of_referral : text,
                          args, query->referral != 0 ? 4 : 3, &stmt);

    return rc == RC_OK ? take_terms(store, stmt, out, n) : rc;
}

/* --- writing ---------------------------------------------------------------
 */

/* One of that name runs already: *term 0, nothing is written. */
static enum rc
begin_term(struct store *store, const struct term *term, int64_t *made)
{
    enum rc rc = sql_run(
        store,
        "INSERT INTO term (subject, ref, name, state, start_us, end_us,"
        " next_us, ended_us, decision)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE NOT EXISTS"
        " (SELECT 1 FROM term WHERE ref = ?2 AND subject = ?1 AND name = ?3"
        "  AND state IN (1, 2))",
        SQL_ARGS(sql_int((int64_t)term->subject), sql_int(term->ref),
                 sql_text(term->name), sql_int((int64_t)term->state),
                 sql_int(term->start_us), sql_int(term->end_us),
                 sql_int(term->next_us), sql_int(term->ended_us),
                 sql_int((int64_t)term->decision)));

    *made = 0;
    if (rc != RC_OK || sql_changed(store) == 0)
        return rc;
    *made = sqlite3_last_insert_rowid(store->db);
    return due_set(store, DUE_TERM, *made, term->next_us);
}

static enum rc
change_term(struct store *store, const struct term *after)
{
    enum rc rc =
        sql_run(store,
                "UPDATE term SET state = ?2, next_us = ?3, ended_us = ?4,"
                " decision = ?5 WHERE term = ?1",
                SQL_ARGS(sql_int(after->term), sql_int((int64_t)after->state),
                         sql_int(after->next_us), sql_int(after->ended_us),
                         sql_int((int64_t)after->decision)));

    if (rc != RC_OK)
        return rc;
    return due_set(store, DUE_TERM, after->term, after->next_us);
}

static bool
is_among(const char *name, const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static enum rc
end_term(struct store *store, const struct terms_change *change,
         const struct term *term)
{
    struct term after;
    bool changed = false;

    if (is_among(term->name, change->stops, change->stops_n))
        changed = term_stop(term, change->at_us, &after);
    else if (is_among(term->name, change->ends, change->ends_n))
        changed = term_close(term, change->at_us, &after);
    else if (change->stops_all)
        changed = term_stop(term, change->at_us, &after);
    return changed ? change_term(store, &after) : RC_OK;
}

static enum rc
end_terms(struct store *store, const struct terms_change *change,
          enum term_subject subject, int64_t ref)
{
    struct term running[BATCH];
    size_t n = BATCH;
    int64_t after = 0;
    enum rc rc = RC_OK;

    if (change->ends_n == 0 && change->stops_n == 0 && !change->stops_all)
        return RC_OK;
    while (n == BATCH) {
        sqlite3_stmt *stmt = NULL;

        rc = sql_bind(store,
                      TERM_COLUMNS " WHERE ref = ? AND subject = ?"
                                   " AND state IN (1, 2) AND term > ?"
                                   " ORDER BY term LIMIT ?",
                      SQL_ARGS(sql_int(ref), sql_int((int64_t)subject),
                               sql_int(after), sql_int(BATCH)),
                      &stmt);
        if (rc == RC_OK)
            rc = take_terms(store, stmt, running, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++)
            rc = end_term(store, change, &running[i]);
        if (rc != RC_OK)
            return rc;
        if (n > 0)
            after = running[n - 1].term;
    }
    return RC_OK;
}

/* What ends goes before what begins: a handover that is offered again. */
static enum rc
write_of(struct store *store, const struct terms_change *change,
         enum term_subject subject, int64_t ref)
{
    enum rc rc = end_terms(store, change, subject, ref);

    for (size_t i = 0; rc == RC_OK && i < change->begins_n; i++) {
        struct term term = change->begins[i];
        int64_t made = 0;

        term.subject = subject;
        term.ref = ref;
        rc = begin_term(store, &term, &made);
    }
    return rc;
}

static enum rc
messages_of(struct store *store, const struct terms_change *change,
            int64_t after, int64_t out[BATCH], size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(
        store,
        "SELECT m.seq FROM message m JOIN journal j ON j.seq = m.seq"
        " WHERE m.alert = ? AND m.seq > ? AND (? = 0 OR j.kind <> 2)"
        " ORDER BY m.seq LIMIT ?",
        SQL_ARGS(sql_int(change->ref), sql_int(after),
                 sql_int(change->of == TERMS_OF_SIGNALS), sql_int(BATCH)),
        &stmt);

    return rc == RC_OK ? sql_get_all(store, stmt, out, n) : rc;
}

static enum rc
write_of_alert(struct store *store, const struct terms_change *change)
{
    int64_t seqs[BATCH];
    int64_t after = 0;
    size_t n = BATCH;
    enum rc rc = RC_OK;

    while (n == BATCH) {
        rc = messages_of(store, change, after, seqs, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++)
            rc = write_of(store, change, TERM_OF_MESSAGE, seqs[i]);
        if (rc != RC_OK)
            return rc;
        if (n > 0)
            after = seqs[n - 1];
    }
    return RC_OK;
}

static bool
does_nothing(const struct terms_change *change)
{
    return change->begins_n == 0 && change->ends_n == 0 &&
           change->stops_n == 0 && !change->stops_all;
}

enum rc
terms_write(struct store *store, const struct terms_change *changes, size_t n,
            int64_t made)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        const struct terms_change *change = &changes[i];

        if (does_nothing(change))
            continue;
        switch (change->of) {
        case TERMS_OF_MESSAGE:
            rc = write_of(store, change, TERM_OF_MESSAGE, change->ref);
            break;
        case TERMS_OF_TASK:
            rc = write_of(store, change, TERM_OF_TASK,
                          change->ref == 0 ? made : change->ref);
            break;
        case TERMS_OF_ALERT:
        case TERMS_OF_SIGNALS:
            rc = write_of_alert(store, change);
            break;
        }
    }
    return rc;
}

static enum rc
compare(struct store *store, const struct term *before)
{
    struct term now;
    enum rc rc = term_get(store, before->term, &now);

    if (rc == RC_OK &&
        (now.state != before->state || now.next_us != before->next_us))
        return RC_STALE;
    return rc;
}

static enum rc
apply(struct store *store, const struct term_change *change, int64_t *term)
{
    struct audit_record record = {
        .at_us = change->now_us,
        .actor = change->actor,
        .verb = change->verb,
        .object = "term",
        .code = (int64_t)change->after->state,
    };
    int64_t next = 0;
    enum rc rc = RC_OK;

    *term = change->after->term;
    if (change->before == NULL) {
        rc = begin_term(store, change->after, term);
        if (rc == RC_OK && *term == 0)
            rc = RC_STALE;
    } else if ((rc = compare(store, change->before)) == RC_OK) {
        rc = change_term(store, change->after);
    }
    if (rc == RC_OK && change->then != NULL)
        rc = begin_term(store, change->then, &next);
    if (rc == RC_OK)
        rc = streams_write(store, change->events, change->events_n,
                           change->now_us);
    if (rc != RC_OK)
        return rc;
    record.row = *term;
    return audit_write(store, &record);
}

enum rc
term_apply(struct store *store, const struct term_change *change, int64_t *term)
{
    int64_t made = 0;
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    rc = sql_end(store, apply(store, change, &made));
    if (rc == RC_OK && term != NULL)
        *term = made;
    return rc;
}
