/* What the requests with a verb leave in the audit, for the verbs that
 * record_rows.c has not. */
#include "record_rows.h"

const struct record_row record_verb_rows[] = {
    {REQUEST_SWAP_PROPOSE, BRAM, "swap_propose",
     "{\"roster\": \"primary\", \"taker\": \"anna\","
     " \"start_us\": 1795338000000000, \"end_us\": 1795345200000000}",
     "C swap-propose swap"},
    {REQUEST_SWAP_DECIDE, ANNA, "swap_decide",
     "{\"swap\": \"%x\", \"verb\": \"accept\"}",
     "U document-put desk_document"},
    {REQUEST_ROSTER_OVERRIDE, DORA, "roster_override",
     "{\"roster\": \"primary\", \"verb\": \"add\", \"people\": [\"carla\"],"
     " \"start_us\": 1795424400000000, \"end_us\": 1795428000000000,"
     " \"reason\": \"drukte\"}",
     "U document-put desk_document"},
    {REQUEST_ROSTER_OVERRIDE, DORA, "roster_override",
     "{\"roster\": \"primary\", \"verb\": \"remove\", \"people\": [\"carla\"],"
     " \"start_us\": 1795424400000000, \"end_us\": 1795428000000000,"
     " \"reason\": \"ziek\"}",
     "U document-put desk_document"},
    {REQUEST_ROSTER_OVERRIDE, DORA, "roster_override",
     "{\"roster\": \"primary\", \"verb\": \"replace\", \"people\": [\"anna\"],"
     " \"with\": [\"carla\"], \"start_us\": 1795424400000000,"
     " \"end_us\": 1795428000000000, \"reason\": \"ziek\"}",
     "U document-put desk_document"},
    {REQUEST_REFERRAL_ACTION, ANNA, "referral_action",
     "{\"id\": \"%r\", \"verb\": \"offer\", \"to\": \"bram\"}",
     "U referral-offer referral"},
    {REQUEST_REFERRAL_ACTION, BRAM, "referral_action",
     "{\"id\": \"%r\", \"verb\": \"decline\"}", "U referral-decline referral"},
    {REQUEST_ASSIGN, ANNA, "assign",
     "{\"referral\": \"%r\", \"partner\": \"care\", \"task\": \"legal\"}",
     "C task-assign task"},
    {REQUEST_TASK_ACTION, CARE, "task_action",
     "{\"task\": \"%x\", \"verb\": \"decline\", \"reason\": \"vol\"}",
     "U task-decline task"},
    {REQUEST_SHELTER_ACTION, ANNA, "shelter_action",
     "{\"verb\": \"reserve\", \"facility\": \"acm-crisis\","
     " \"referral\": \"%r\"}",
     "U shelter-reserve placement"},
    {REQUEST_SHELTER_ACTION, ANNA, "shelter_action",
     "{\"verb\": \"extend\", \"placement\": \"%x\","
     " \"until_us\": 1795381200000000}",
     "U shelter-extend placement"},
    {REQUEST_SHELTER_ACTION, ANNA, "shelter_action",
     "{\"verb\": \"cancel\", \"placement\": \"%x\"}",
     "U shelter-cancel placement"},
    {REQUEST_SHELTER_ACTION, DORA, "shelter_action",
     "{\"verb\": \"out_of_service\", \"facility\": \"acm-crisis\","
     " \"places\": 1, \"reason\": \"lek\"}",
     "U shelter-out placement"},
    {REQUEST_SHELTER_ACTION, DORA, "shelter_action",
     "{\"verb\": \"in_service\", \"placement\": \"%x\"}",
     "U shelter-in placement"},
    {REQUEST_TERM_ACTION, ANNA, "term_action",
     "{\"referral\": \"%r\", \"verb\": \"start\","
     " \"term\": \"bedenktijd\", \"date\": \"2026-08-01\"}",
     "C term-start term"},
    {REQUEST_TERM_ACTION, ANNA, "term_action",
     "{\"referral\": \"%r\", \"verb\": \"decide\","
     " \"term\": \"bedenktijd\", \"decision\": \"reported\"}",
     "U term-decide term"},
    {REQUEST_REFERRAL_ACTION, ANNA, "referral_action",
     "{\"id\": \"%r\", \"verb\": \"close\", \"outcome\": \"sheltered\","
     " \"outflow\": \"return\"}",
     "U referral-close referral"},
    {REQUEST_REFERRAL_ACTION, ANNA, "referral_action",
     "{\"id\": \"%r\", \"verb\": \"followed_up\"}",
     "U referral-followed-up referral"},
    {REQUEST_REFERRAL_ACTION, ANNA, "referral_action",
     "{\"id\": \"%r\", \"verb\": \"reopen\"}", "U referral-reopen referral"},
    {REQUEST_LINK_DECIDE, ANNA, "link_decide",
     "{\"verb\": \"split\", \"bundle\": \"%g\", \"ids\": [\"%t\"],"
     " \"reason\": \"straat\"}",
     "U link-decide link_decision"},
    {REQUEST_EPOCH_ACTION, DORA, "epoch_action",
     "{\"verb\": \"prepare\", \"reason\": \"maand\"}",
     "C epoch-prepare link_epoch"},
    {REQUEST_EPOCH_ACTION, DORA, "epoch_action",
     "{\"verb\": \"diff\", \"epoch\": 3}", "R epoch-look link_epoch"},
    {REQUEST_EPOCH_ACTION, DORA, "epoch_action",
     "{\"verb\": \"swap\", \"epoch\": 3, \"reason\": \"beter\"}",
     "U epoch-swap link_epoch"},
};

const size_t record_verb_rows_n =
    sizeof record_verb_rows / sizeof record_verb_rows[0];
