#include "platform/db/libpq.h"

#include <dlfcn.h>

#include <string>

#include "platform/db/errors.h"

namespace foyer::db {
namespace {

template <class Function>
void find(void* library, const char* name, Function& out) {
  out = reinterpret_cast<Function>(dlsym(library, name));
  if (out == nullptr)
    throw Unavailable{std::string{"libpq.so.5 lacks "} + name + "; install libpq5 of version 14 or newer"};
}

Libpq load() {
  void* library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw Unavailable{"PostgreSQL needs libpq.so.5, which cannot be loaded; install libpq5"};
  Libpq pq{};
  find(library, "PQconninfoParse", pq.parse_url);
  find(library, "PQconninfoFree", pq.free_url);
  find(library, "PQfreemem", pq.free_text);
  find(library, "PQconnectdbParams", pq.connect);
  find(library, "PQfinish", pq.finish);
  find(library, "PQstatus", pq.status);
  find(library, "PQtransactionStatus", pq.transaction_status);
  find(library, "PQparameterStatus", pq.parameter_status);
  find(library, "PQsocket", pq.socket);
  find(library, "PQerrorMessage", pq.error_message);
  find(library, "PQsetnonblocking", pq.set_nonblocking);
  find(library, "PQsetNoticeProcessor", pq.set_notice_processor);
  find(library, "PQexec", pq.exec);
  find(library, "PQenterPipelineMode", pq.enter_pipeline);
  find(library, "PQpipelineSync", pq.pipeline_sync);
  find(library, "PQsendPrepare", pq.send_prepare);
  find(library, "PQsendQueryPrepared", pq.send_prepared);
  find(library, "PQsendQueryParams", pq.send_once);
  find(library, "PQflush", pq.flush);
  find(library, "PQconsumeInput", pq.consume_input);
  find(library, "PQisBusy", pq.is_busy);
  find(library, "PQgetResult", pq.get_result);
  find(library, "PQclear", pq.clear);
  find(library, "PQresultStatus", pq.result_status);
  find(library, "PQresultErrorField", pq.error_field);
  find(library, "PQntuples", pq.rows);
  find(library, "PQnfields", pq.columns);
  find(library, "PQftype", pq.column_type);
  find(library, "PQgetisnull", pq.is_null);
  find(library, "PQgetvalue", pq.value);
  find(library, "PQgetlength", pq.length);
  find(library, "PQcmdStatus", pq.command);
  find(library, "PQcmdTuples", pq.changed);
  return pq;
}

}  // namespace

const Libpq& libpq() {
  static const Libpq loaded = load();
  return loaded;
}

}  // namespace foyer::db
