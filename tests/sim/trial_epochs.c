/* trial_epochs -- see trial_epochs.h */
#include "trial_epochs.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <string.h>

#include "desk/state.h"

json_t *
epoch_ask(struct trial *trial, const char *verb, int64_t epoch)
{
    json_t *body = json_pack("{s:s, s:I}", "verb", verb, "epoch", epoch);

    if (strcmp(verb, "show") != 0 && strcmp(verb, "diff") != 0)
        json_object_set_new(body, "reason", json_string("monthly"));
    return trial_body(trial_ask(trial, DORA, "epoch_action", body),
                      "epoch_result");
}

const char *
epoch_verdict(struct trial *trial, const char *verb, int64_t epoch)
{
    return trial_text(epoch_ask(trial, verb, epoch), "verdict");
}

enum making_phase
epoch_phase(struct trial *trial)
{
    return (enum making_phase)number(trial, "SELECT phase FROM link_making");
}

void
epoch_run_to(struct trial *trial, enum making_phase wanted)
{
    for (int i = 0; i < 3000 && epoch_phase(trial) != wanted; i++)
        trial_run(trial, 10000);
    assert_int_equal(epoch_phase(trial), wanted);
}

void
epoch_prepare(struct trial *trial)
{
    assert_string_equal(epoch_verdict(trial, "prepare", 0), "ok");
    epoch_run_to(trial, MAKING_READY);
}

struct linking_digest
next_digest(struct trial *trial)
{
    struct linking_digest digest;

    assert_int_equal(linking_digest(trial->desk->store, LINKING_NEXT, &digest),
                     RC_OK);
    return digest;
}

struct linking_epoch
epoch_of(struct trial *trial, uint32_t number)
{
    struct linking_epoch epoch;

    assert_int_equal(linking_epoch_get(trial->desk->store, number, &epoch),
                     RC_OK);
    return epoch;
}
