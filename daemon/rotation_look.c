/* What a rotation that nobody did leaves. */
#include "rotation_look.h"

#include <stddef.h>

#include "installation.h"
#include "store/retention.h"
#include "store/seals.h"
#include "sys/vault.h"

#define DAY_S    INT64_C(86400)
#define USED_MAX (VAULT_EPOCHS_MAX * 4)

/* One that is younger than all in use waits for its turn. */
static int64_t
count_idle(const struct vault *vault, const struct seals_epoch used[], size_t n)
{
    int64_t idle = 0;

    for (size_t i = 0; n > 0 && i < vault->n; i++)
        idle += vault->epochs[i].number < used[n - 1].epoch &&
                !seals_in_use(used, n, vault->epochs[i].number);
    return idle;
}

enum rc
rotation_look(const struct installation *in, struct store *store,
              int64_t now_us, struct rotation_rest *out)
{
    const struct vault *vault = in->vault;
    struct seals_epoch used[USED_MAX];
    struct erasure erasure;
    struct rotation_rest found = {0};
    size_t n = 0;
    enum rc rc;

    if (now_us / 1000000 - vault->epochs[vault->n - 1].made_s <= DAY_S) {
        *out = found;
        return RC_OK;
    }
    if ((rc = erasure_get(store, &erasure)) != RC_OK ||
        (rc = seals_used(in->config.desk.state_dir, used, USED_MAX, &n)) !=
            RC_OK)
        return rc;
    found.erased = erasure.after_rotation;
    found.idle = count_idle(vault, used, n);
    *out = found;
    return RC_OK;
}
