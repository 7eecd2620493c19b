/* content -- see content.h */
#include "content.h"

#include <string.h>

#include "core/refusal.h"

json_t *
content_to_submit(const char *default_kind, json_t *object, struct refusal *why)
{
    static const char *const kinds[] = {"signal", "referral", "advice",
                                        "bottleneck"};
    const json_t *said = json_object_get(object, "kind");
    const char *kind = said == NULL ? default_kind : json_string_value(said);
    const char *known = NULL;
    json_t *submit = NULL;

    for (size_t i = 0; kind != NULL && i < sizeof kinds / sizeof kinds[0];
         i++) {
        if (strcmp(kind, kinds[i]) == 0)
            known = kinds[i];
    }
    if (known == NULL) {
        refusal_add(why, REFUSAL_UNKNOWN_CODE, "kind");
    } else {
        json_t *amends = json_incref(json_object_get(object, "amends"));

        (void)json_object_del(object, "kind");
        (void)json_object_del(object, "amends");
        submit = json_pack("{s:O, s:o*}", known, object, "amends", amends);
        if (submit == NULL)
            refusal_add(why, REFUSAL_MALFORMED, "%s", "");
    }
    json_decref(object);
    return submit;
}
