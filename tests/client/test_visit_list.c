/* Lists that come in parts: the desk is a table of answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/session.h"
#include "clients/text.h"
#include "clients/verb.h"
#include "clients/visit_list.h"
#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

#define PARTS_MAX 3

static void
row_print(const struct output *out, const json_t *row)
{
    output_line(out, "row %s", object_text(row, "id"));
}

static const struct visit_list by_id = {"list", "rows", "id", row_print,
                                        N_("no rows")};
static const struct visit_list by_next = {"list", "rows", NULL, row_print,
                                          N_("no rows")};
static const struct visit_list silent = {"list", "rows", "id", row_print, NULL};

static const struct row {
    const char *name;
    const struct visit_list *list;
    bool json;
    const char *answers[PARTS_MAX]; /* NULL: refused */
    const char *asked;              /* the bodies, each on a line */
    const char *says;
    enum ending ending;
} rows[] = {
    {"one part",
     &by_id,
     false,
     {"{\"rows\": [{\"id\": \"A-1\"}, {\"id\": \"A-2\"}]}"},
     "{\"all\":true}\n",
     "row A-1\nrow A-2\n",
     ENDING_DONE},
    {"the next part comes after the last row",
     &by_id,
     false,
     {"{\"rows\": [{\"id\": \"A-1\"}, {\"id\": \"A-2\"}], \"more\": true}",
      "{\"rows\": [{\"id\": \"A-3\"}], \"more\": true}",
      "{\"rows\": [{\"id\": \"A-4\"}], \"more\": false}"},
     "{\"all\":true}\n"
     "{\"after\":\"A-2\",\"all\":true}\n"
     "{\"after\":\"A-3\",\"all\":true}\n",
     "row A-1\nrow A-2\nrow A-3\nrow A-4\n",
     ENDING_DONE},
    {"more without a row is the end",
     &by_id,
     false,
     {"{\"rows\": [{\"id\": \"A-1\"}], \"more\": true}",
      "{\"rows\": [], \"more\": true}"},
     "{\"all\":true}\n"
     "{\"after\":\"A-1\",\"all\":true}\n",
     "row A-1\n",
     ENDING_DONE},
    {"where the answer says that it goes on, a part may have no row",
     &by_next,
     false,
     {"{\"rows\": [], \"next\": \"7\"}",
      "{\"rows\": [{\"id\": \"A-1\"}], \"next\": \"\"}"},
     "{\"all\":true}\n"
     "{\"after\":\"7\",\"all\":true}\n",
     "row A-1\n",
     ENDING_DONE},
    {"a list that is never in parts",
     &by_next,
     false,
     {"{\"rows\": [{\"id\": \"A-1\"}]}"},
     "{\"all\":true}\n",
     "row A-1\n",
     ENDING_DONE},
    {"no row",
     &by_id,
     false,
     {"{\"rows\": []}"},
     "{\"all\":true}\n",
     "no rows\n",
     ENDING_DONE},
    {"no row, and nothing to say of it",
     &silent,
     false,
     {"{\"rows\": []}"},
     "{\"all\":true}\n",
     "",
     ENDING_DONE},
    {"refused: not the same as no row",
     &by_id,
     false,
     {NULL},
     "{\"all\":true}\n",
     "",
     ENDING_REFUSED},
    {"refused later: the rows before it are told",
     &by_id,
     false,
     {"{\"rows\": [{\"id\": \"A-1\"}], \"more\": true}", NULL},
     "{\"all\":true}\n"
     "{\"after\":\"A-1\",\"all\":true}\n",
     "row A-1\n",
     ENDING_REFUSED},
    {"as JSON",
     &by_id,
     true,
     {"{\"rows\": [{\"id\": \"A-1\"}, {\"id\": \"A-2\"}]}"},
     "{\"all\":true}\n",
     "{\"id\":\"A-1\"}\n{\"id\":\"A-2\"}\n",
     ENDING_DONE},
    {"no row as JSON",
     &by_id,
     true,
     {"{\"rows\": []}"},
     "{\"all\":true}\n",
     "",
     ENDING_DONE},
};

/* --- the desk, instead of clients/visit.c ---------------------------------- */

static const struct row *now;
static size_t parts;
static char asked[256];
static json_t *answered;

enum rc
visit_begin(struct visit *visit, const struct invocation *inv)
{
    (void)visit;
    (void)inv;
    parts = 0;
    asked[0] = '\0';
    return RC_OK;
}

void
visit_end(struct visit *visit)
{
    (void)visit;
    json_decref(answered);
    answered = NULL;
}

enum ending
visit_ask(struct visit *visit, const struct invocation *inv, const char *kind,
          json_t *body, struct session_event *answer)
{
    char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
    size_t at = strlen(asked);

    (void)visit;
    (void)inv;
    assert_string_equal(kind, "list");
    assert_non_null(text);
    assert_true(parts < PARTS_MAX);
    (void)snprintf(asked + at, sizeof asked - at, "%s\n", text);
    free(text);
    json_decref(body);
    json_decref(answered); /* borrowed until the next question */
    answered = NULL;
    if (now->answers[parts] == NULL)
        return ENDING_REFUSED;
    answered = json_loads(now->answers[parts++], 0, NULL);
    assert_non_null(answered);
    *answer = (struct session_event){.name = "list", .body = answered};
    return ENDING_DONE;
}

static enum ending
list_verb(struct invocation *inv)
{
    inv->out.json = now->json;
    return visit_list(inv, now->list, json_pack("{s:b}", "all", 1));
}

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++) {
        char *text = NULL;
        enum ending ending;

        now = &rows[i];
        ending = spoken(list_verb, "list", &text);
        if (ending != now->ending || strcmp(text, now->says) != 0 ||
            strcmp(asked, now->asked) != 0)
            fail_msg("%s: ends %d, asks:\n%ssays:\n%s", now->name, (int)ending,
                     asked, text);
        free(text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
