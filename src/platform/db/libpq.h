#pragma once
// libpq, loaded by the first PostgreSQL database: linked, it would cost a server on SQLite its start and idle memory
// for a dozen libraries (Kerberos, LDAP) that it never uses.

#include <libpq-fe.h>

namespace foyer::db {

struct Libpq {
  decltype(&PQconninfoParse) parse_url;
  decltype(&PQconninfoFree) free_url;
  decltype(&PQfreemem) free_text;
  decltype(&PQconnectdbParams) connect;
  decltype(&PQfinish) finish;
  decltype(&PQstatus) status;
  decltype(&PQtransactionStatus) transaction_status;
  decltype(&PQparameterStatus) parameter_status;
  decltype(&PQsocket) socket;
  decltype(&PQerrorMessage) error_message;
  decltype(&PQsetnonblocking) set_nonblocking;
  decltype(&PQsetNoticeProcessor) set_notice_processor;
  decltype(&PQexec) exec;
  decltype(&PQenterPipelineMode) enter_pipeline;
  decltype(&PQpipelineSync) pipeline_sync;
  decltype(&PQsendPrepare) send_prepare;
  decltype(&PQsendQueryPrepared) send_prepared;
  decltype(&PQsendQueryParams) send_once;
  decltype(&PQflush) flush;
  decltype(&PQconsumeInput) consume_input;
  decltype(&PQisBusy) is_busy;
  decltype(&PQgetResult) get_result;
  decltype(&PQclear) clear;
  decltype(&PQresultStatus) result_status;
  decltype(&PQresultErrorField) error_field;
  decltype(&PQntuples) rows;
  decltype(&PQnfields) columns;
  decltype(&PQftype) column_type;
  decltype(&PQgetisnull) is_null;
  decltype(&PQgetvalue) value;
  decltype(&PQgetlength) length;
  decltype(&PQcmdStatus) command;
  decltype(&PQcmdTuples) changed;
};

/// Loads it on the first call; it stays until the process ends. Throws Unavailable when it is not installed. Any
/// thread.
const Libpq& libpq();

}  // namespace foyer::db
