/* test_desk_on_record -- every request of the table of permits, with every verb
 * it can have, leaves exactly the records that record_rows.h lists, or the
 * table says why it leaves none.  Refusals too. */
#include "past_store.h"
#include "record_rows.h"
#include "trial_ask.h"
#include "trial_documents.h"
#include "trial_retention.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <protobuf-c/protobuf-c.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/permit.h"
#include "desk/state.h"
#include "store/people.h"
#include "wire/arena.h"
#include "wire/decode.h"
#include "wire/json.h"
#include "wire/json_schema.h"
#include "wire/precheck.h"

#define PERMITS_MAX 128

/* The records of people behind `after`, as the table has them. */
static void
records(sqlite3 *db, int64_t after, char out[512])
{
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;

    out[0] = '\0';
    assert_int_equal(
        sqlite3_prepare_v2(
            db,
            "SELECT char(action) || ' ' || verb || ' ' || object ||"
            " CASE outcome WHEN 4 THEN '!' ELSE '' END,"
            " actor, key FROM audit WHERE audit > ?"
            " ORDER BY audit",
            -1, &stmt, NULL),
        SQLITE_OK);
    (void)sqlite3_bind_int64(stmt, 1, after);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        if (sqlite3_column_int64(stmt, 1) == 0)
            continue;
        /* whoever acts is known by the key, too */
        assert_int_equal(sqlite3_column_bytes(stmt, 2), 8);
        n += (size_t)snprintf(out + n, 512 - n, "%s%s", n == 0 ? "" : "|",
                              sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt);
}

#define NAME_TEXT 128

struct names {
    char signal[NAME_TEXT];
    char alert[NAME_TEXT];
    char referral[NAME_TEXT];
    char shared[NAME_TEXT]; /* a signal that a covenant covers */
    char bottleneck[NAME_TEXT];
    char erased[NAME_TEXT]; /* a signal that nothing is open of */
    char page[NAME_TEXT];
    char overrides[NAME_TEXT]; /* the document at first, in hexadecimal */
    char twin[NAME_TEXT];      /* a signal in a bundle */
    char bundle[NAME_TEXT];
    char made[NAME_TEXT]; /* a task, swap, placement .., by the last request */
};

/* What a letter behind "%" stands for; of a receipt the id alone. */
static const char *
named(const struct names *names, char letter, int *most)
{
    const struct {
        char letter;
        int most;
        const char *text;
    } all[] = {
        {'m', 10, names->signal},           {'c', NAME_TEXT, names->signal},
        {'r', 10, names->referral},         {'h', 10, names->shared},
        {'b', 10, names->bottleneck},       {'s', NAME_TEXT, names->alert},
        {'e', 10, names->erased},           {'p', NAME_TEXT, names->page},
        {'o', NAME_TEXT, names->overrides}, {'x', NAME_TEXT, names->made},
        {'g', NAME_TEXT, names->bundle},    {'t', 10, names->twin},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].letter == letter) {
            *most = all[i].most;
            return all[i].text;
        }
    fail_msg("%%%c stands for nothing", letter);
    return NULL;
}

static json_t *
body_of(const char *text, const struct names *names)
{
    char out[512];
    size_t n = 0;
    json_t *body = NULL;

    for (const char *c = text; *c != '\0'; c++) {
        if (c[0] != '%') {
            out[n++] = *c;
            continue;
        }

        int most = 0;
        const char *name = named(names, *++c, &most);

        n += (size_t)snprintf(out + n, sizeof out - n, "%.*s", most, name);
    }
    out[n] = '\0';
    body = json_loads(out, 0, NULL);
    assert_non_null(body);
    return body;
}

static void
keep(char out[NAME_TEXT], const json_t *of, const char *field)
{
    (void)snprintf(out, NAME_TEXT, "%s", trial_text(of, field));
}

static void
remember(struct names *names, const json_t *answer)
{
    static const char *const made[][2] = {
        {"task_result", "task"},         {"swap_result", "swap"},
        {"shelter_result", "placement"}, {"question_result", "question"},
        {"decision_result", "decision"}, {"share_result", "share"},
    };

    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        const json_t *one =
            json_object_get(json_object_get(answer, made[i][0]), made[i][1]);

        if (one != NULL)
            (void)snprintf(names->made, sizeof names->made, "%s",
                           trial_text(one, made[i][1]));
    }
}

/* Whoever is an operator may read the audit too, and a key is parked. */
static struct trial *
new_trial(void)
{
    struct trial *trial = trial_new();
    int64_t principal = 0;

    trial_crash(trial);
    past_store_change(trial->dir, "UPDATE principal SET roles = roles | 32"
                                  " WHERE roles & 16");
    trial_open(trial);
    for (int i = 0; i < TRIAL_PEOPLE; i++)
        trial_hello(trial, (enum trial_person)i);
    trial_attach(trial, ANNA, "inbox", 0);
    trial_attach(trial, CARLA, "inbox", 0);
    (void)trial_put(trial, "retention", 0, retention_text, NULL);
    (void)trial_covenant(trial);
    assert_int_equal(people_park(trial->desk->store, trial->keys[COMENSHA],
                                 TRIAL_START, &principal),
                     RC_OK);
    return trial;
}

static void
set_up(struct trial *trial, struct names *names)
{
    const char *overrides = trial_document_text("overrides");
    json_t *page = NULL;

    sodium_bin2hex(names->overrides, NAME_TEXT, (const uint8_t *)overrides,
                   strlen(overrides));
    keep(names->erased,
         trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 99, "Z")),
         "receipt");
    (void)trial_post(trial, POLICE, "signal", with_phone(at(77, "DB01")));
    keep(names->twin,
         trial_post(trial, CARE, "signal", with_phone(at(77, "DB01"))), "id");
    close_all(trial);
    (void)snprintf(names->bundle, NAME_TEXT, "%s",
                   bundle_of(trial, &(struct posted){.id = names->twin}));
    keep(names->referral,
         trial_post(trial, POLICE, "referral", trial_referral("yes", "no")),
         "receipt");
    keep(names->signal,
         trial_post(trial, POLICE, "signal", trial_signal("1099ZZ", 1, "A")),
         "receipt");
    keep(names->shared,
         trial_post(trial, CARE, "signal", trial_signal("1099ZZ", 7, "hs")),
         "receipt");
    keep(names->bottleneck,
         trial_post(trial, POLICE, "bottleneck",
                    json_pack("{s:s, s:s, s:{s:s}}", "category", "shelter",
                              "text", "Geen plek", "place", "municipality",
                              "GM0363")),
         "receipt");
    trial_run(trial, 3 * SECOND_US);
    page = trial_event(trial, trial_peer(ANNA), "page", 0);
    keep(names->alert, page, "alert");
    keep(names->page, page, "page_id");
}

/* The field "verb" of a kind of request; NULL: it has none. */
static const ProtobufCFieldDescriptor *
verb_field(enum request_kind kind)
{
    const ProtobufCFieldDescriptor *request =
        protobuf_c_message_descriptor_get_field(
            json_schema_message("ClientMessage"), (unsigned)kind);

    return protobuf_c_message_descriptor_get_field_by_name(request->descriptor,
                                                           "verb");
}

/* The row of the table of permits that a request stands in. */
static const struct permit_row *
permit_of(const struct record_row *row, json_t *body)
{
    static uint8_t memory[ARENA_BYTES] __attribute__((aligned(16)));
    static uint8_t bytes[FRAME_MAX_BYTES];
    json_t *message =
        json_pack("{s:s, s:O}", "request_id",
                  "00000000000000000000000000000001", row->name, body);
    struct refusal why = {0};
    struct request request;
    struct arena arena;
    size_t n = 0;

    arena_init(&arena, memory, sizeof memory);
    if (json_to_wire("ClientMessage", message, bytes, sizeof bytes, &n, &why) !=
        RC_OK)
        fail_msg("%s: %s", row->body, why.findings[0].field);
    json_decref(message);
    assert_int_equal(wire_decode_request(&arena, bytes, n, &request, &why),
                     RC_OK);
    return permit_row_of(&request);
}

static bool
was_done(json_t *answer, const char *records)
{
    return answer != NULL && json_object_get(answer, "refusal") == NULL &&
           strchr(records, '!') == NULL;
}

/* It leaves a record, or the table says why not. */
static int
tells_itself(const struct permit_row *permit, const struct record_row *row,
             const char *records)
{
    if ((permit->silent != NULL) == (records[0] == '\0'))
        return 0;
    print_error("%s %s: %s\n", row->name, row->body,
                permit->silent == NULL
                    ? "leaves no record, and the table does not say why"
                    : "leaves a record, and the table says none");
    return 1;
}

static int
all_asked(const bool done[])
{
    const struct permit_row *rows;
    size_t n = permit_rows(&rows);
    int wrong = 0;

    for (size_t i = 0; i < n; i++)
        if (!done[i]) {
            print_error("request %d, part %d: nobody asks it here\n",
                        (int)rows[i].kind, (int)rows[i].part);
            wrong++;
        }
    return wrong;
}

/* The verb of a request, as the number of its word; 0: it has none. */
static unsigned
verb_of(const struct record_row *row, const json_t *body)
{
    const ProtobufCFieldDescriptor *field = verb_field(row->kind);
    int code = 0;

    if (field != NULL)
        assert_true(json_schema_code(field->descriptor,
                                     trial_text(body, "verb"), &code));
    return (unsigned)code;
}

struct asked {
    bool rows[PERMITS_MAX];           /* of the permits */
    uint32_t verbs[REQUEST_LAST + 1]; /* a bit each */
    const struct permit_row *first;
};

/* Each verb there is was asked, so that none is without its record. */
static int
all_verbs(const struct asked *asked)
{
    int wrong = 0;

    for (unsigned kind = REQUEST_HELLO; kind <= REQUEST_LAST; kind++) {
        const ProtobufCFieldDescriptor *field =
            verb_field((enum request_kind)kind);
        const ProtobufCEnumDescriptor *verbs =
            field == NULL ? NULL : field->descriptor;

        for (unsigned i = 0; verbs != NULL && i < verbs->n_values; i++)
            if (verbs->values[i].value != 0 &&
                (asked->verbs[kind] & 1U << verbs->values[i].value) == 0) {
                print_error("%s: nobody asks it here\n", verbs->values[i].name);
                wrong++;
            }
    }
    return wrong;
}

/* Asks it, and answers how much of what it leaves is wrong. */
static int
ask(struct trial *trial, const struct record_row *row, struct names *names,
    struct asked *asked, sqlite3 *db)
{
    json_t *body = body_of(row->body, names);
    const struct permit_row *permit = permit_of(row, body);
    unsigned verb = verb_of(row, body);
    int64_t last =
        past_store_number(trial->dir, "SELECT max(audit) FROM audit");
    json_t *answer = trial_ask(trial, row->who, row->name, body);
    char found[512];
    int wrong = 0;

    remember(names, answer);
    records(db, last, found);
    if (was_done(answer, found)) {
        asked->rows[permit - asked->first] = true;
        asked->verbs[row->kind] |= 1U << verb;
        wrong += tells_itself(permit, row, found);
    }
    if (strcmp(found, row->records) != 0) {
        print_error("%s %s: \"%s\", not \"%s\"\n", row->name, row->body, found,
                    row->records);
        wrong++;
    }
    return wrong;
}

static void
test_each_request_leaves_its_record(void **state)
{
    struct trial *trial = new_trial();
    struct names names = {.made = ""};
    struct asked asked = {.first = NULL};
    sqlite3 *db = NULL;
    int wrong = 0;

    (void)state;
    assert_true(permit_rows(&asked.first) <= PERMITS_MAX);
    set_up(trial, &names);
    db = past_store_open(trial->dir);
    for (size_t i = 0; i < record_rows_n; i++)
        wrong += ask(trial, &record_rows[i], &names, &asked, db);
    trial_run(trial, MINUTE_US);
    for (size_t i = 0; i < record_verb_rows_n; i++) {
        wrong += ask(trial, &record_verb_rows[i], &names, &asked, db);
        trial_run(trial, SECOND_US);
    }
    wrong += all_asked(asked.rows) + all_verbs(&asked);
    assert_int_equal(wrong, 0);
    (void)sqlite3_close(db);
    trial_free(trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_request_leaves_its_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
