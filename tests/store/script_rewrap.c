/* script_rewrap -- while the night goes on, what was there before it is wrapped
 * by the newest epoch, and the older one may go; see script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/seals.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"

#define BEFORE       5 /* messages: with the installation's own, two slices */
#define SLICE        3
#define ROUND_BEFORE 1000
#define BODY_BYTES   40
#define NUMBER(i)    (2000000 + (i))
#define ROWS_MAX     256

/* The first one is test_vault's. */
const struct vault script_vault = {
    .n = 2,
    .epochs = {{.number = 1, .made_s = 1800000000, .key = {1, 2, 3}},
               {.number = 2, .made_s = 1800086400, .key = {4, 5, 6}}}};
static const struct vault newest_only = {
    .n = 1, .epochs = {{.number = 2, .made_s = 1800086400, .key = {4, 5, 6}}}};

/* Nothing of the night is about them.  One more is erased before the epoch
 * that opened it is the older one. */
void
script_prepare(struct fixture *fixture)
{
    struct script script = {.store = fixture->store,
                            .people = fixture->people,
                            .round = ROUND_BEFORE};

    assert_int_equal(script_erase_take(&script), RC_OK);
    assert_int_equal(script_erase_combine(&script), RC_OK);
    assert_int_equal(script_erase(&script), RC_OK);
    assert_int_equal(script_erase_finish(&script), RC_OK);
    for (uint32_t i = 0; i < BEFORE; i++) {
        uint8_t room[BODY_BYTES];
        struct journal_entry entry =
            fixture_entry(1, NUMBER(i), room, sizeof room);

        entry.kind = MESSAGE_ADVICE;
        assert_int_equal(journal_append(fixture->store, &entry, 1), RC_OK);
    }
    store_close(fixture->store);
    fixture->store = NULL;
}

enum rc
script_rewrap(struct script *script)
{
    int64_t left = 0;
    enum rc rc = seals_rewrap(script->store, SLICE, &left);

    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static const char *
check_each(struct store *store, size_t *old)
{
    struct {
        int64_t kind, ref;
    } keys[ROWS_MAX];
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;

    *old = 0;
    if (sql_bind(store, "SELECT kind, ref, epoch FROM record_key", SQL_NO_ARGS,
                 &stmt) != RC_OK)
        return "keys that cannot be read";
    while (n < ROWS_MAX && sql_step(store, stmt) == RC_OK) {
        keys[n].kind = sqlite3_column_int64(stmt, 0);
        keys[n++].ref = sqlite3_column_int64(stmt, 1);
        *old += sqlite3_column_int64(stmt, 2) == 1;
    }
    assert_true(n > BEFORE && n < ROWS_MAX);
    for (size_t i = 0; i < n; i++) {
        uint8_t handle[VAULT_HANDLE_BYTES];

        if (seal_handle(store, (enum seal_kind)keys[i].kind, keys[i].ref,
                        handle) != RC_OK)
            return "a key that no epoch opens";
    }
    return NULL;
}

const char *
script_check_keys(const char *dir)
{
    struct store *store = NULL;
    const char *wrong = NULL;
    size_t old = 0;
    enum rc rc = RC_OK;

    if (store_open(&store, dir, &script_vault, STORE_OPEN) != RC_OK)
        return "does not open with both epochs";
    wrong = check_each(store, &old);
    store_close(store);
    if (wrong != NULL)
        return wrong;
    store = NULL;
    rc = store_open(&store, dir, &newest_only, STORE_OPEN);
    if (rc == RC_OK)
        wrong = old > 0 ? "an epoch could be dropped that wraps keys"
                        : check_each(store, &old);
    else if (rc == RC_INVALID)
        wrong = old == 0 ? "an epoch is needed that wraps nothing" : NULL;
    else
        wrong = "does not open with the newest epoch";
    store_close(store);
    return wrong;
}
