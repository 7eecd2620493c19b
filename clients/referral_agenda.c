/* referral_agenda -- the case meeting: what is on its list, and the roles that
 * come to it.  Nobody is named. */
#include "casework_words.h"
#include "core/desk_rules.h"
#include "text.h"
#include "verb_directory.h"
#include "verb_referral.h"
#include "visit_list.h"

static void
print_roles(const struct invocation *inv, const struct directory *directory,
            bool csv)
{
    for (size_t i = 0; i < directory->roles_n; i++) {
        const struct directory_role *role = &directory->roles[i];
        json_t *object;

        if (!role->member_casus)
            continue;
        if (inv->json) {
            object = json_pack("{s:s, s:s}", "role", role->name, "label",
                               role->label_nl);
            output_object(object);
            json_decref(object);
        } else if (csv) {
            output_line(&inv->out, "role,%s,,,,", role->name);
        } else {
            output_line(&inv->out, _("comes: %s (%s)"), role->label_nl,
                        role->name);
        }
    }
}

static void
print_row(const struct output *out, const json_t *referral)
{
    const json_t *list = json_object_get(referral, "tracks");
    const char *status[3] = {"", "", ""};

    for (size_t i = 0; i < 3; i++)
        status[i] =
            casework_status(json_integer_value(json_array_get(list, i)));
    output_line(out, "referral,%s,%s,%s,%s,%s", object_text(referral, "id"),
                casework_phase(object_number(referral, "phase")), status[0],
                status[1], status[2]);
}

static enum ending
print_list(struct visit *visit, const struct invocation *inv, bool csv)
{
    const struct visit_list list = {"list_referrals", "referrals", "id",
                                    csv ? print_row : casework_print_referral,
                                    csv ? NULL : N_("nothing is on the list")};

    return visit_list_ask(visit, inv, &list, json_pack("{s:b}", "meeting", 1));
}

enum ending
referral_agenda(struct invocation *inv, bool csv)
{
    struct directory_source source = {.version = 0};
    enum ending ending = directory_open(&source, inv, NULL);

    if (ending == ENDING_DONE && csv)
        output_line(&inv->out, "what,id,phase,help,criminal,aliens");
    if (ending == ENDING_DONE)
        ending = print_list(&source.visit, inv, csv);
    if (ending == ENDING_DONE)
        print_roles(inv, &source.rules->directory, csv);
    directory_source_close(&source);
    return ending;
}
