/* route_message -- see route_message.h */
#include "route_message.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/text_rules.h"
#include "core/validate.h"
#include "lines.h"
#include "wire/arena.h"
#include "wire/decode.h"
#include "wire/json.h"
#include "wire/precheck.h"

/* Whatever number a message has, it is routed the same. */
#define NO_ID "00000000000000000000000000000000"

enum organisation_kind
route_organisation(const char *word)
{
    const struct input_schema *schema = route_input(INPUT_SUBMITTER);

    for (size_t i = 0; i < schema->words_n; i++)
        if (text_same_word(schema->words[i], word))
            return (enum organisation_kind)(i + 1);
    return ORGANISATION_NONE;
}

static enum rc
submit_bytes(const json_t *submit, uint8_t bytes[LINE_BYTES], size_t *n,
             struct refusal *why)
{
    json_t *whole = json_copy((json_t *)submit);
    enum rc rc = RC_FATAL;

    if (whole != NULL &&
        json_object_set_new(whole, "message_id", json_string(NO_ID)) == 0)
        rc = json_to_wire("Submit", whole, bytes, LINE_BYTES, n, why);
    json_decref(whole);
    return rc == RC_OK ? precheck_submit(bytes, *n, why) : rc;
}

enum rc
route_message_facts(const struct desk_rules *rules, const json_t *submit,
                    enum organisation_kind source, int64_t now_us,
                    struct message_facts *out, struct refusal *why)
{
    uint8_t bytes[LINE_BYTES];
    struct submission message;
    struct arena arena;
    size_t n = 0;
    void *memory = malloc(ARENA_BYTES);
    enum rc rc = memory == NULL ? RC_FATAL : RC_OK;

    if (rc == RC_OK)
        rc = submit_bytes(submit, bytes, &n, why);
    if (rc == RC_OK) {
        arena_init(&arena, memory, ARENA_BYTES);
        rc = wire_decode_submit(&arena, bytes, n, &message);
    }
    if (rc == RC_OK)
        rc = validate_submission(&message, &rules->indicators, now_us, why);
    if (rc == RC_OK)
        facts_of(&message, source, out);
    free(memory);
    return rc;
}
