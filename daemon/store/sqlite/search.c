/* search -- see store/search.h
 *
 * Whatever is asked for is a list of messages by seq: one for each token, each
 * indicator, each coded value.  The youngest entry that is in all of them is
 * found by leaping: whichever list has none at the place that the others agree
 * on says how much further down they have to look. */
#include "store/search.h"

#include <string.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/sql.h"

_Static_assert(MESSAGE_WITHDRAWAL == 5 && VERSION_CORRECT == 2,
               "messages in SQL");

#define LISTS_MAX (2 * SEARCH_TERMS_MAX + 8)
#define DAY_US    INT64_C(86400000000)

/* One list: some statement that finds the youngest entry at or below a seq, by
 * one value, or by any of a term's tokens. */
struct list {
    const char *text;
    struct sql_value value;
    const struct search_term *term; /* NULL: by `value` */
    uint8_t matched;                /* token of the term */
};

struct search {
    struct store *store;
    const struct search_query *query;
    struct list lists[LISTS_MAX];
    size_t lists_n;
    int64_t looked;
    int64_t oldest; /* nothing below it can be meant */
};

static const char found_text[] = "SELECT seq FROM found WHERE token = ?"
                                 " AND seq <= ? ORDER BY seq DESC LIMIT 1";
static const char code_text[] = "SELECT seq FROM fact_code WHERE code = ?"
                                " AND seq <= ? ORDER BY seq DESC LIMIT 1";
#define FACT_LIST(column)                                                      \
    "SELECT seq FROM fact WHERE " column " = ?"                                \
    " AND seq <= ? ORDER BY seq DESC LIMIT 1"
static const char kind_text[] = FACT_LIST("kind");
static const char form_text[] = FACT_LIST("form");
static const char source_text[] = FACT_LIST("source");
static const char municipality_text[] = FACT_LIST("municipality");
static const char all_text[] = "SELECT seq FROM fact WHERE ? IS NULL"
                               " AND seq <= ? ORDER BY seq DESC LIMIT 1";

/* --- what is put --- */

static enum rc
put(struct store *store, const struct search_entry *entry)
{
    enum rc rc =
        sql_run(store, "UPDATE fact SET observed_s = ?2 WHERE seq = ?1",
                SQL_ARGS(sql_int(entry->seq), sql_int(entry->observed_s)));

    if (rc == RC_OK && sql_changed(store) == 0)
        return RC_NOT_FOUND;
    for (size_t i = 0; rc == RC_OK && i < entry->tokens_n; i++)
        rc = sql_run(
            store,
            "INSERT INTO found (token, seq) VALUES (?, ?)"
            " ON CONFLICT DO NOTHING",
            SQL_ARGS(sql_int((int64_t)entry->tokens[i]), sql_int(entry->seq)));
    return rc;
}

enum rc
search_put(struct store *store, const struct search_entry *entry)
{
    bool own = false;
    enum rc rc = RC_INVALID;

    if (entry->tokens_n > SEARCH_PUT_MAX)
        return rc;
    rc = link_enter(store, &own);
    return rc == RC_OK ? link_leave(store, own, put(store, entry)) : rc;
}

/* --- lists --- */

static void
add_value(struct search *s, const char *text, struct sql_value value)
{
    s->lists[s->lists_n++] = (struct list){.text = text, .value = value};
}

static void
add_code(struct search *s, const char *text, int64_t code)
{
    if (code != 0)
        add_value(s, text, sql_int(code));
}

/* The terms first: hits say of each of them what matched. */
static enum rc
make_lists(struct search *s)
{
    const struct search_query *q = s->query;

    if (q->terms_n > SEARCH_TERMS_MAX || q->indicators_n > SEARCH_TERMS_MAX)
        return RC_INVALID;
    for (size_t i = 0; i < q->terms_n; i++) {
        if (q->terms[i].n > SEARCH_TOKENS_MAX)
            return RC_INVALID;
        s->lists[s->lists_n++] =
            (struct list){.text = found_text, .term = &q->terms[i]};
    }
    for (size_t i = 0; i < q->indicators_n; i++)
        add_value(s, code_text, sql_text(q->indicators[i]));
    add_code(s, kind_text, (int64_t)q->kind);
    add_code(s, form_text, (int64_t)q->form);
    add_code(s, source_text, (int64_t)q->source);
    add_code(s, municipality_text, q->municipality);
    if (s->lists_n == 0)
        add_value(s, all_text, sql_ref(0));
    return RC_OK;
}

static enum rc
youngest_of(struct search *s, const char *text, struct sql_value value,
            int64_t at_most, int64_t *seq)
{
    enum rc rc =
        sql_get(s->store, text, SQL_ARGS(value, sql_int(at_most)), seq);

    s->looked++;
    if (rc == RC_NOT_FOUND)
        *seq = 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* *seq: the youngest entry of the list at or below it; 0: none. */
static enum rc
leap(struct search *s, struct list *list, int64_t *seq)
{
    int64_t best = 0;

    if (list->term == NULL)
        return youngest_of(s, list->text, list->value, *seq, seq);
    for (size_t i = 0; i < list->term->n && best < *seq; i++) {
        int64_t found = 0;
        enum rc rc =
            youngest_of(s, list->text, sql_int((int64_t)list->term->tokens[i]),
                        *seq, &found);

        if (rc != RC_OK)
            return rc;
        if (found > best) {
            best = found;
            list->matched = (uint8_t)i;
        }
    }
    *seq = best;
    return RC_OK;
}

/* *seq: the youngest at or below it that is in all lists; 0: none.  RC_AGAIN:
 * it has looked enough; *seq is how far it came. */
static enum rc
next_common(struct search *s, int64_t *seq)
{
    size_t agreed = 0;

    for (size_t i = 0; agreed < s->lists_n; i = (i + 1) % s->lists_n) {
        int64_t found = *seq;
        enum rc rc;

        if (s->looked >= SEARCH_LOOK)
            return RC_AGAIN;
        if ((rc = leap(s, &s->lists[i], &found)) != RC_OK)
            return rc;
        agreed = found == *seq ? agreed + 1 : 1;
        *seq = found;
        if (found < s->oldest || found == 0) {
            *seq = 0;
            return RC_OK;
        }
    }
    return RC_OK;
}

/* --- periods --- */

/* The first seq that was accepted at or after a moment, or what is behind the
 * newest: seqs grow with time. */
static enum rc
first_accepted(struct store *store, int64_t from_us, int64_t *first)
{
    int64_t low = 1;
    int64_t high = 0;
    enum rc rc = journal_head(store, &high);

    high++;
    while (rc == RC_OK && low < high) {
        int64_t middle = low + (high - low) / 2;
        int64_t before = 0;

        rc = sql_get(store,
                     "SELECT accepted_us < ?2 FROM journal WHERE seq >= ?1"
                     " ORDER BY seq LIMIT 1",
                     SQL_ARGS(sql_int(middle), sql_int(from_us)), &before);
        if (before != 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (rc == RC_OK)
        *first = low;
    return rc;
}

/* A day is left on either side: clocks are set. */
static enum rc
bound_seqs(struct search *s, int64_t *from)
{
    const struct search_query *q = s->query;
    int64_t newest = INT64_MAX - 1;
    enum rc rc = RC_OK;

    s->oldest = 1;
    if (q->accepted_from_us > DAY_US)
        rc = first_accepted(s->store, q->accepted_from_us - DAY_US, &s->oldest);
    if (rc == RC_OK && q->accepted_to_us != 0 &&
        q->accepted_to_us < INT64_MAX - DAY_US)
        rc = first_accepted(s->store, q->accepted_to_us + DAY_US, &newest);
    *from = q->before > 0 && q->before <= newest ? q->before - 1 : newest;
    return rc;
}

/* --- hits --- */

static const char hit_text[] =
    "SELECT f.kind, f.organisation, f.source, f.observed_s, j.accepted_us,"
    " m.amends, coalesce(m.bundle, (SELECT w.bundle FROM link_related r"
    "  JOIN message w ON w.seq = r.node WHERE r.seq = m.seq)), m.alert,"
    " coalesce(a.state, 0), coalesce(a.level, f.level),"
    " max(coalesce(a.class, 0), f.class), m.withdrawn,"
    " EXISTS (SELECT 1 FROM message v WHERE v.amends = m.seq AND v.action = 2)"
    " OR EXISTS (SELECT 1 FROM message v WHERE m.action = 2"
    "  AND v.amends = m.amends AND v.action = 2 AND v.seq > m.seq)"
    " OR m.expired"
    " FROM fact f JOIN journal j ON j.seq = f.seq JOIN message m"
    " ON m.seq = f.seq LEFT JOIN alert a ON a.alert = m.alert"
    " WHERE f.seq = ?";

/* *corrected: another took its place, or it is expired. */
static enum rc
read_hit(struct store *store, int64_t seq, struct search_hit *out,
         bool *corrected)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, hit_text, SQL_ARGS(sql_int(seq)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    *out = (struct search_hit){
        .seq = seq,
        .kind = (enum message_kind)sqlite3_column_int(stmt, 0),
        .organisation = sqlite3_column_int64(stmt, 1),
        .source = (enum organisation_kind)sqlite3_column_int(stmt, 2),
        .observed_s = sqlite3_column_int64(stmt, 3),
        .accepted_us = sqlite3_column_int64(stmt, 4),
        .amends = sqlite3_column_int64(stmt, 5),
        .bundle = sqlite3_column_int64(stmt, 6),
        .alert = sqlite3_column_int64(stmt, 7),
        .state = (enum alert_state)sqlite3_column_int(stmt, 8),
        .level = (enum level)sqlite3_column_int(stmt, 9),
        .class_k = (uint8_t)sqlite3_column_int(stmt, 10),
        .withdrawn = sqlite3_column_int(stmt, 11) != 0,
    };
    *corrected = sqlite3_column_int(stmt, 12) != 0;
    sql_done(stmt);
    return RC_OK;
}

static bool
within(int64_t at, int64_t from, int64_t to)
{
    return (from == 0 || at >= from) && (to == 0 || at < to);
}

static bool
is_meant(const struct search_query *q, const struct search_hit *hit)
{
    if (hit->kind == MESSAGE_WITHDRAWAL && q->kind != MESSAGE_WITHDRAWAL)
        return false;
    if (!q->any_withdrawn && hit->withdrawn != q->withdrawn)
        return false;
    if (q->alert_states != 0 &&
        (q->alert_states >> (unsigned)hit->state & 1) == 0)
        return false;
    if ((q->observed_from_s != 0 || q->observed_to_s != 0) &&
        (hit->observed_s == 0 ||
         !within(hit->observed_s, q->observed_from_s, q->observed_to_s)))
        return false;
    return hit->class_k >= q->class_least &&
           within(hit->accepted_us, q->accepted_from_us, q->accepted_to_us);
}

static enum rc
add_hit(struct search *s, int64_t seq, struct search_hit *out, bool *added)
{
    bool corrected = false;
    enum rc rc = read_hit(s->store, seq, out, &corrected);

    s->looked++;
    *added = rc == RC_OK && !corrected && is_meant(s->query, out);
    for (size_t i = 0; *added && i < s->query->terms_n; i++)
        out->matched[i] = s->lists[i].matched;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* From seq down; *seq is where it stopped, 0: at the end. */
static enum rc
find(struct search *s, int64_t *seq, struct search_hit out[], size_t cap,
     size_t *n)
{
    *n = 0;
    while (*n < cap) {
        bool added = false;
        enum rc rc = next_common(s, seq);

        if (rc != RC_OK || *seq == 0)
            return rc;
        if ((rc = add_hit(s, *seq, &out[*n], &added)) != RC_OK)
            return rc;
        *n += added;
        --*seq;
    }
    return RC_OK;
}

/* Behind a full part: *seq is moved to the next hit, 0: there is none.  When it
 * has looked enough there may be one. */
static enum rc
find_next(struct search *s, int64_t *seq)
{
    struct search_hit hit;
    int64_t at = *seq;
    size_t n = 0;
    enum rc rc = find(s, &at, &hit, 1, &n);

    if (rc == RC_OK)
        *seq = n == 0 ? 0 : hit.seq;
    return rc == RC_AGAIN ? RC_OK : rc;
}

enum rc
search_find(struct store *store, const struct search_query *query,
            struct search_hit out[], size_t cap, struct search_end *end)
{
    struct search s = {.store = store, .query = query};
    int64_t seq = 0;
    size_t n = 0;
    enum rc rc = make_lists(&s);

    if (rc == RC_OK)
        rc = bound_seqs(&s, &seq);
    if (rc == RC_OK)
        rc = find(&s, &seq, out, cap, &n);
    if (rc == RC_OK && n == cap && seq >= s.oldest)
        rc = find_next(&s, &seq);
    if (rc != RC_OK && rc != RC_AGAIN)
        return rc;
    *end = (struct search_end){.n = n,
                               .next = seq < s.oldest ? 0 : seq + 1,
                               .partial = rc == RC_AGAIN};
    return RC_OK;
}

/* --- what it costs --- */

static enum rc
spend(struct store *store, const struct search_spending *spending, int64_t *n)
{
    const struct audit_record record = {.at_us = spending->now_us,
                                        .actor = spending->principal,
                                        .verb = "search",
                                        .object = "",
                                        .reason = spending->purpose};
    enum rc rc =
        sql_run(store,
                "DELETE FROM searches WHERE principal = ?"
                " AND day <> ?",
                SQL_ARGS(sql_int(spending->principal), sql_int(spending->day)));

    if (rc == RC_OK)
        rc = sql_run(
            store,
            "INSERT INTO searches (principal, day, n)"
            " VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1",
            SQL_ARGS(sql_int(spending->principal), sql_int(spending->day)));
    if (rc == RC_OK)
        rc = sql_get(
            store, "SELECT n FROM searches WHERE principal = ? AND day = ?",
            SQL_ARGS(sql_int(spending->principal), sql_int(spending->day)), n);
    return rc == RC_OK ? audit_write(store, &record) : rc;
}

enum rc
search_spend(struct store *store, const struct search_spending *spending,
             int64_t *n)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK ? sql_end(store, spend(store, spending, n)) : rc;
}
