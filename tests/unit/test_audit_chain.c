/* Tampering with a chain of a thousand records: every byte of every field
 * changed, every record dropped, doubled, swapped with the next, the end cut
 * off: all of it is found; and the same as lines of text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit_chain.h"
#include "core/audit_text.h"
#include "core/audit_verify.h"

#define RECORDS 1000

static const uint8_t installation[EPOCH_BYTES] = {1, 2, 3};

struct chain {
    struct audit_line lines[RECORDS];
    struct audit_verify verify;
    struct audit_verify kept;
    struct audit_checkpoint marks[RECORDS / 100];
};

static void
fill_bytes(struct audit_bytes *out, size_t n, int64_t seed)
{
    out->n = n;
    for (size_t i = 0; i < n; i++)
        out->bytes[i] = (uint8_t)(seed * 31 + (int64_t)i * 7 + 1);
}

static void
fill(struct audit_row *row, int64_t n)
{
    row->number = n;
    row->at_us = INT64_C(1795000000000000) + n * 1000003;
    row->action = "CRUDE"[n % 5];
    row->outcome = n % 7 == 0 ? AUDIT_REFUSED : AUDIT_DONE;
    row->actor = n % 3 == 0 ? 0 : 100 + n;
    row->organisation = n % 3 == 0 ? 0 : 7;
    if (n % 3 != 0)
        fill_bytes(&row->key, AUDIT_KEY_BYTES, n);
    row->role = n % 7;
    (void)snprintf(row->verb, sizeof row->verb, "verb-%d", (int)(n % 20));
    (void)snprintf(row->object, sizeof row->object, "%s",
                   n % 2 == 0 ? "alert" : "message");
    row->row = n % 2 == 0 ? n : 0;
    if (n % 2 != 0)
        fill_bytes(&row->handle, AUDIT_HANDLE_BYTES, n);
    row->code = n % 11 == 0 ? -n : n % 4;
    if (n % 5 == 0)
        (void)snprintf(row->detail, sizeof row->detail, "7:%d \"]\\ 9:1",
                       (int)n);
    if (n % 4 == 0)
        fill_bytes(&row->reason, 60 + (size_t)(n % 100), n);
    if (n % 6 == 0)
        fill_bytes(&row->content, AUDIT_HASH_BYTES, n);
}

static void
begin(struct chain *chain, struct audit_verify *verify)
{
    memset(verify, 0, sizeof *verify);
    memcpy(verify->installation, installation, sizeof installation);
    verify->marks = chain->marks;
    verify->marks_n = RECORDS / 100;
}

static int
make(void **state)
{
    struct chain *chain = calloc(1, sizeof *chain);
    uint8_t prev[AUDIT_HASH_BYTES] = {0};

    if (chain == NULL)
        return -1;
    for (int64_t n = 1; n <= RECORDS; n++) {
        struct audit_line *line = &chain->lines[n - 1];

        fill(&line->row, n);
        memcpy(line->prev, prev, sizeof prev);
        audit_chain_hash(installation, prev, &line->row, line->row.hash);
        memcpy(prev, line->row.hash, sizeof prev);
        if (n % 100 == 0) {
            struct audit_checkpoint *mark = &chain->marks[n / 100 - 1];

            *mark = (struct audit_checkpoint){.number = n, .at_us = n};
            memcpy(mark->installation, installation, sizeof installation);
            memcpy(mark->hash, prev, sizeof prev);
        }
    }
    *state = chain;
    return 0;
}

static int
unmake(void **state)
{
    free(*state);
    return 0;
}

static enum rc
feed(struct audit_verify *verify, const struct audit_line *line)
{
    return audit_verify_row(verify, &line->row, line->prev);
}

static void
test_whole(void **state)
{
    struct chain *chain = *state;

    begin(chain, &chain->verify);
    for (size_t i = 0; i < RECORDS; i++)
        assert_int_equal(feed(&chain->verify, &chain->lines[i]), RC_OK);
    assert_int_equal(audit_verify_end(&chain->verify, INT64_MAX), RC_OK);
    assert_int_equal(chain->verify.records_n, RECORDS);
    assert_int_equal(chain->verify.marks_met, RECORDS / 100);
    assert_int_equal(chain->verify.last, RECORDS);
}

/* Is the record found whose bytes [at, at + n) are changed one by one?  What
 * comes before it is whole in any case: the look begins there. */
static void
flip(struct chain *chain, size_t i, size_t at, size_t n)
{
    struct audit_verify *v = &chain->verify;

    for (size_t k = at; k < at + n; k++) {
        struct audit_line changed = chain->lines[i];

        ((uint8_t *)&changed)[k] ^= (uint8_t)(1U << (k + i) % 8);
        v->records_n = i;
        v->last = (int64_t)i;
        v->flaw = AUDIT_WHOLE;
        v->mark = i / 100;
        memcpy(v->hash, chain->lines[i].prev, sizeof v->hash);
        if (feed(v, &changed) != RC_INVALID || v->flaw == AUDIT_WHOLE)
            fail_msg("record %zu: byte %zu changed, not found", i + 1, k);
    }
}

#define FLIP(member)                                                           \
    flip(chain, i, offsetof(struct audit_line, member),                        \
         sizeof chain->lines[0].member)
#define FLIP_BYTES(member)                                                     \
    flip(chain, i, offsetof(struct audit_line, row.member.bytes),              \
         chain->lines[i].row.member.n)
#define FLIP_TEXT(member)                                                      \
    flip(chain, i, offsetof(struct audit_line, row.member),                    \
         strlen(chain->lines[i].row.member))

static void
test_every_byte(void **state)
{
    struct chain *chain = *state;

    begin(chain, &chain->verify);
    for (size_t i = 0; i < RECORDS; i++) {
        FLIP(row.number);
        FLIP(row.at_us);
        FLIP(row.action);
        FLIP(row.outcome);
        FLIP(row.actor);
        FLIP(row.organisation);
        FLIP(row.role);
        FLIP(row.row);
        FLIP(row.code);
        FLIP(row.hash);
        FLIP(prev);
        FLIP_TEXT(verb);
        FLIP_TEXT(object);
        FLIP_TEXT(detail);
        FLIP_BYTES(key);
        FLIP_BYTES(handle);
        FLIP_BYTES(reason);
        FLIP_BYTES(content);
    }
}

/* The whole chain with record i replaced by what pick() gives; -1: nothing. */
static enum audit_flaw
told_of(struct chain *chain, size_t from, const int order[], size_t n)
{
    struct audit_verify *v = &chain->verify;

    v->records_n = from;
    v->first = 1;
    v->last = (int64_t)from;
    v->flaw = AUDIT_WHOLE;
    v->mark = from / 100;
    memcpy(v->hash,
           from == 0 ? chain->lines[0].prev : chain->lines[from - 1].row.hash,
           sizeof v->hash);
    for (size_t i = 0; i < n; i++)
        if (feed(v, &chain->lines[order[i]]) != RC_OK)
            return v->flaw;
    return AUDIT_WHOLE;
}

static void
test_order(void **state)
{
    struct chain *chain = *state;

    begin(chain, &chain->verify);
    for (int i = 0; i + 2 < RECORDS; i++) {
        const int dropped[] = {i + 1};
        const int swapped[] = {i + 1, i};
        const int doubled[] = {i, i, i + 1};
        const int earlier[] = {i, i + 1, i};

        assert_int_equal(told_of(chain, (size_t)i, dropped, 1), AUDIT_MISSING);
        assert_int_equal(told_of(chain, (size_t)i, swapped, 2), AUDIT_MISSING);
        assert_int_equal(told_of(chain, (size_t)i, doubled, 3), AUDIT_REPEATED);
        assert_int_equal(told_of(chain, (size_t)i, earlier, 3), AUDIT_REPEATED);
    }
}

/* A part of it begins anywhere, but number 1 has nothing before it. */
static void
test_part(void **state)
{
    struct chain *chain = *state;
    struct audit_line first = chain->lines[0];

    begin(chain, &chain->verify);
    chain->verify.partial = true;
    for (size_t i = 500; i < RECORDS; i++)
        assert_int_equal(feed(&chain->verify, &chain->lines[i]), RC_OK);
    assert_int_equal(chain->verify.first, 501);
    assert_int_equal(audit_verify_end(&chain->verify, INT64_MAX), RC_OK);
    first.prev[0] = 1;
    audit_chain_hash(installation, first.prev, &first.row, first.row.hash);
    begin(chain, &chain->verify);
    assert_int_equal(feed(&chain->verify, &first), RC_INVALID);
    assert_int_equal(chain->verify.flaw, AUDIT_START);
}

/* Renumbered to hide a gap, each with a hash that fits: the link is broken. */
static void
test_forged(void **state)
{
    struct chain *chain = *state;
    struct audit_line forged = chain->lines[11];

    begin(chain, &chain->verify);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(feed(&chain->verify, &chain->lines[i]), RC_OK);
    forged.row.number = 11;
    audit_chain_hash(installation, forged.prev, &forged.row, forged.row.hash);
    assert_int_equal(feed(&chain->verify, &forged), RC_INVALID);
    assert_int_equal(chain->verify.flaw, AUDIT_LINK);
    assert_int_equal(chain->verify.number, 11);
}

/* The last n are gone: only a checkpoint knows, and each one does that is
 * about a record that is gone. */
static void
test_cut(void **state)
{
    struct chain *chain = *state;

    begin(chain, &chain->verify);
    for (size_t i = 0; i < RECORDS; i++) {
        chain->kept = chain->verify;
        assert_int_equal(audit_verify_end(&chain->kept, INT64_MAX), RC_INVALID);
        assert_int_equal(chain->kept.flaw, AUDIT_CUT);
        assert_int_equal(chain->kept.number, i + 1);
        chain->kept = chain->verify;
        assert_int_equal(audit_verify_end(&chain->kept, (int64_t)i), RC_OK);
        assert_int_equal(feed(&chain->verify, &chain->lines[i]), RC_OK);
    }
    chain->kept = chain->verify;
    assert_int_equal(audit_verify_end(&chain->kept, INT64_MAX), RC_OK);
}

/* Everything made anew after a change: whole in itself, but not as signed. */
static void
test_made_anew(void **state)
{
    struct chain *chain = *state;
    uint8_t prev[AUDIT_HASH_BYTES] = {0};
    enum rc rc = RC_OK;

    begin(chain, &chain->verify);
    for (size_t i = 0; rc == RC_OK && i < RECORDS; i++) {
        struct audit_line line = chain->lines[i];

        line.row.actor += i == 41;
        memcpy(line.prev, prev, sizeof prev);
        audit_chain_hash(installation, prev, &line.row, line.row.hash);
        memcpy(prev, line.row.hash, sizeof prev);
        rc = feed(&chain->verify, &line);
    }
    assert_int_equal(rc, RC_INVALID);
    assert_int_equal(chain->verify.flaw, AUDIT_OTHER);
    assert_int_equal(chain->verify.number, 100);
}

static void
test_repeats_are_known(void **state)
{
    struct chain *chain = *state;
    struct audit_line forged = chain->lines[4];

    begin(chain, &chain->verify);
    chain->verify.repeats = true;
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(feed(&chain->verify, &chain->lines[i]), RC_OK);
    for (size_t i = 3; i < 25; i++)
        assert_int_equal(feed(&chain->verify, &chain->lines[i]), RC_OK);
    assert_int_equal(chain->verify.repeated_n, 17);
    assert_int_equal(chain->verify.records_n, 25);
    forged.row.code++;
    audit_chain_hash(installation, forged.prev, &forged.row, forged.row.hash);
    assert_int_equal(feed(&chain->verify, &forged), RC_INVALID);
    assert_int_equal(chain->verify.flaw, AUDIT_REPEATED);
}

/* --- as text --- */

static size_t
write_sd(const struct audit_line *line, char out[4096])
{
    size_t at = (size_t)snprintf(
        out, 4096, "<109>1 - - loketd - audit - [" AUDIT_SD_RECORD);
    char value[AUDIT_VALUE_BYTES];
    const char *name = NULL;

    for (size_t i = 0; i < AUDIT_FIELDS; i++) {
        if (!audit_text_field(line, i, &name, value))
            continue;
        at += (size_t)snprintf(out + at, 4096 - at, " %s=\"", name);
        for (const char *c = value; *c != '\0'; c++) {
            if (strchr("\"\\]", *c) != NULL)
                out[at++] = '\\';
            out[at++] = *c;
        }
        out[at++] = '"';
    }
    return at + (size_t)snprintf(out + at, 4096 - at, "] text");
}

static enum rc
take(const char *name, const char *value, void *arg)
{
    return audit_text_take(arg, name, value);
}

static enum rc
read_sd(const char *text, size_t n, struct audit_line *line)
{
    enum rc rc = RC_OK;

    memset(line, 0, sizeof *line);
    rc = audit_text_sd(text, n, AUDIT_SD_RECORD, take, line);
    return rc == RC_OK && !audit_text_whole(line) ? RC_INVALID : rc;
}

static bool
found(struct chain *chain, size_t i, const char *text, size_t n)
{
    struct audit_line line;

    if (read_sd(text, n, &line) != RC_OK)
        return true;
    return told_of(chain, i, NULL, 0) != AUDIT_WHOLE ||
           feed(&chain->verify, &line) != RC_OK;
}

static void
test_text(void **state)
{
    struct chain *chain = *state;
    struct audit_line line;
    char text[4096];

    begin(chain, &chain->verify);
    for (size_t i = 0; i < RECORDS; i++) {
        size_t n = write_sd(&chain->lines[i], text);

        assert_int_equal(read_sd(text, n, &line), RC_OK);
        line.seen = 0;
        if (memcmp(&line, &chain->lines[i], sizeof line) != 0)
            fail_msg("record %zu is another when it is read back", i + 1);
        /* Every byte from the element's name on, in one record of ten. */
        for (size_t k = 29; i % 10 == 0 && k + 6 < n; k++) {
            char was = text[k];

            for (unsigned bit = 0; bit < 8; bit++) {
                text[k] = (char)(was ^ (1 << bit));
                if (!found(chain, i, text, n))
                    fail_msg("record %zu: byte %zu of its text", i + 1, k);
            }
            text[k] = was;
        }
    }
}

static const struct {
    const char *name, *value;
} refused[] = {
    {"n", "01"},
    {"n", "+1"},
    {"n", ""},
    {"n", " 1"},
    {"n", "1 "},
    {"n", "9223372036854775808"},
    {"n", "-"},
    {"n", "-0"},
    {"action", "X"},
    {"action", "CC"},
    {"outcome", "0"},
    {"key", "AB"},
    {"key", "abc"},
    {"key", "112233445566778899"},
    {"at", "2026-11-26T18:00:00Z"},
    {"at", "2026-11-26 18:00:00.000000Z"},
    {"at", "2026-02-30T18:00:00.000000Z"},
    {"at", "2026-11-26t18:00:00.000000Z"},
    {"hash", "00"},
    {"who", "1"},
    {"", "1"},
    {"verb", "a-verb-that-is-longer-than-any-verb"},
};

static void
test_one_spelling(void **state)
{
    struct audit_line line = {.seen = 0};

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        line.seen = 0;
        if (audit_text_take(&line, refused[i].name, refused[i].value) !=
            RC_INVALID)
            fail_msg("%s=%s", refused[i].name, refused[i].value);
    }
    line.seen = 0;
    assert_int_equal(audit_text_take(&line, "n", "12"), RC_OK);
    assert_int_equal(audit_text_take(&line, "n", "12"), RC_INVALID);
    assert_false(audit_text_whole(&line));
}

static void
test_instants(void **state)
{
    static const struct {
        int64_t at_us;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000000Z"},
        {INT64_C(1795716000123456), "2026-11-26T18:00:00.123456Z"},
        {INT64_C(1709164800000000), "2024-02-29T00:00:00.000000Z"},
        {INT64_C(4107542399999999), "2100-02-28T23:59:59.999999Z"},
    };
    char text[AUDIT_INSTANT_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        audit_text_instant(rows[i].at_us, text);
        assert_string_equal(text, rows[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_part),
        cmocka_unit_test(test_forged),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_made_anew),
        cmocka_unit_test(test_repeats_are_known),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_one_spelling),
        cmocka_unit_test(test_instants),
    };

    return cmocka_run_group_tests(tests, make, unmake);
}
