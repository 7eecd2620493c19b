/* request -- one ClientMessage as plain C values. */
#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/audit_request.h"
#include "core/basic_request.h"
#include "core/casework_request.h"
#include "core/desk_request.h"
#include "core/linking_request.h"
#include "core/retention_request.h"
#include "core/sharing_request.h"

#define REQUEST_ID_BYTES 16
#define PROTOCOL_VERSION 1
#define LIST_LIMIT       100 /* rows in one answer, at most */

/* Numbers are the field numbers of ClientMessage's oneof. */
enum request_kind {
    REQUEST_NONE = 0,
    REQUEST_HELLO = 2,
    REQUEST_SUBMIT,
    REQUEST_STATUS,
    REQUEST_ATTACH,
    REQUEST_CONFIRM,
    REQUEST_REPLAY,
    REQUEST_SNAPSHOT,
    REQUEST_HEARTBEAT,
    REQUEST_DELIVERED,
    REQUEST_ALERT_ACTION,
    REQUEST_LIST_ALERTS,
    REQUEST_SHOW,
    REQUEST_PARTNER_ADD,
    REQUEST_PARTNER_LIST,
    REQUEST_PARTNER_ROTATE,
    REQUEST_PARTNER_REVOKE,
    REQUEST_DOCUMENT_GET,
    REQUEST_DOCUMENT_PUT,
    REQUEST_DOCUMENT_HISTORY,
    REQUEST_ROSTER_STATE,
    REQUEST_ROSTER_OVERRIDE,
    REQUEST_ROSTER_ACCEPT,
    REQUEST_SWAP_PROPOSE,
    REQUEST_SWAP_DECIDE,
    REQUEST_DRILL_START,
    REQUEST_REFERRAL_ACTION,
    REQUEST_LIST_REFERRALS,
    REQUEST_ROUTE_EXPLAIN,
    REQUEST_SHELTER_ACTION,
    REQUEST_LIST_SHELTER,
    REQUEST_REFERRAL_SHOW,
    REQUEST_ASSIGN,
    REQUEST_TASK_ACTION,
    REQUEST_LIST_TASKS,
    REQUEST_TERM_ACTION,
    REQUEST_LIST_TERMS,
    REQUEST_SHARE_NEW,
    REQUEST_SHARE_RECALL,
    REQUEST_LIST_SHARES,
    REQUEST_ASK,
    REQUEST_ANSWER,
    REQUEST_LIST_QUESTIONS,
    REQUEST_BOTTLENECK_ACTION,
    REQUEST_LIST_BOTTLENECKS,
    REQUEST_REPORT,
    REQUEST_SEARCH,
    REQUEST_WHY,
    REQUEST_LINK_DECIDE,
    REQUEST_LIST_REVIEW,
    REQUEST_EPOCH_ACTION,
    REQUEST_PARTNER_UNPARK,
    REQUEST_RETENTION_ACT,
    REQUEST_LIST_RETENTION,
    REQUEST_AUDIT_READ,
    REQUEST_AUDIT_VERIFY,
    REQUEST_AUDIT_KEY
};

#define REQUEST_LAST REQUEST_AUDIT_KEY

struct request {
    uint8_t id[REQUEST_ID_BYTES];
    enum request_kind kind;
    union {
        struct request_hello hello;
        struct request_submit submit;
        struct request_status status;
        struct request_attach attach;
        struct request_confirm confirm;
        struct request_replay replay;
        struct request_snapshot snapshot;
        struct request_delivered delivered;
        struct request_alert_action alert_action;
        struct request_list_alerts list_alerts;
        struct request_show show;
        struct enrolment partner_add;
        struct request_partner_list partner_list;
        struct request_partner_rotate partner_rotate;
        struct request_partner_revoke partner_revoke;
        struct request_partner_unpark partner_unpark;
        struct request_document_get document_get;
        struct request_document_put document_put;
        struct request_document_history document_history;
        struct request_override roster_override;
        struct request_roster_accept roster_accept;
        struct request_swap swap_propose;
        struct request_swap_decide swap_decide;
        struct request_drill_start drill_start;
        struct request_referral_action referral_action;
        struct request_list_referrals list_referrals;
        struct request_route_explain route_explain;
        struct request_shelter_action shelter_action;
        struct request_list_shelter list_shelter;
        struct request_referral_show referral_show;
        struct request_assign assign;
        struct request_task_action task_action;
        struct request_list_tasks list_tasks;
        struct request_term_action term_action;
        struct request_list_terms list_terms;
        struct request_share_new share_new;
        struct request_share_recall share_recall;
        struct request_list_shares list_shares;
        struct request_ask ask;
        struct request_answer answer;
        struct request_list_questions list_questions;
        struct request_bottleneck_action bottleneck_action;
        struct request_list_bottlenecks list_bottlenecks;
        struct request_report report;
        struct request_search search;
        struct request_why why;
        struct request_link_decide link_decide;
        struct request_list_review list_review;
        struct request_epoch_action epoch_action;
        struct request_retention retention_act;
        struct request_list_retention list_retention;
        struct request_audit_read audit_read;
        struct request_audit_verify audit_verify;
    } u;
};

#endif
