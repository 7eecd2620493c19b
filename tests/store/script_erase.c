/* script_erase -- a night's message that comes, is combined and is erased; see
 * script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/retention.h"
#include "store/search.h"

#define NUMBER(script) (1000000 + (script)->round)
#define BODY_BYTES     900

/* Nothing else of the night is about it. */
enum rc
script_erase_take(struct script *script)
{
    static uint8_t room[BODY_BYTES];
    struct journal_entry entry =
        fixture_entry(1, NUMBER(script), room, sizeof room);
    enum rc rc;

    entry.kind = MESSAGE_ADVICE;
    rc = journal_append(script->store, &entry, 1);
    if (rc == RC_OK)
        script->erased = entry.seq;
    return rc;
}

static enum rc
put_in_index(void *arg)
{
    struct script *script = arg;
    const uint64_t tokens[] = {7, 5000000 + script->round};
    const struct search_entry entry = {
        .seq = script->erased, .tokens = tokens, .tokens_n = 2};

    return search_put(script->store, &entry);
}

enum rc
script_erase_combine(struct script *script)
{
    const struct facts_row facts = {
        .day = 20000,
        .organisation = 1,
        .region = "",
        .facts = {.kind = MESSAGE_ADVICE, .municipality = 363}};
    const struct combine_item item = {.seq = script->erased, .facts = &facts};

    return combine_link(script->store, &item, 1, put_in_index, script);
}

enum rc
script_erase(struct script *script)
{
    const uint64_t tokens[] = {7, 5000000 + script->round};
    const struct erase erase = {.seq = script->erased,
                                .why = ERASED_ASKED,
                                .actor = script->people[1],
                                .reason = "op verzoek",
                                .fixed_us = INT64_MAX,
                                .now_us = FIXTURE_NOW_US,
                                .tokens = tokens,
                                .tokens_n = 2};

    return erase_message(script->store, &erase);
}

enum rc
script_erase_finish(struct script *script)
{
    return erase_finish(script->store);
}
