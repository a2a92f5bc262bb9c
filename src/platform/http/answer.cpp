#include "platform/http/answer.h"

#include "platform/http/problem.h"
#include "platform/observe/log.h"
#include "platform/observe/trace.h"

namespace foyer::http {
namespace {

std::string text_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& known) {
    return known.what();
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace

Response explain_failure(const ServerOptions& options, std::exception_ptr failure, const Request& request) {
  Error error{.code = Errc::internal};
  try {
    if (options.explain) error = options.explain(failure);
  } catch (...) {
    // The explanation failed as well: the client learns no more than "internal".
    error = {.code = Errc::internal};
  }
  log::error("request failed", {{"request_id", request.client.request_id},
                                {"trace", trace::id_of(request.client.trace)},
                                {"method", name_of(request.method)},
                                {"path", request.path},
                                {"code", code_of(error.code)},
                                {"error", text_of(failure)}});
  return problem(error, request);
}

Response refusal_response(const Refusal& refusal, const Router& router, std::string_view target,
                          const Request& request) {
  Response response = problem(Error{.code = refusal.code, .detail = std::string{refusal.detail}}, request);
  response.status = refusal.status;
  if (refusal.status == 405) response.headers.push_back({"Allow", router.allow(target.substr(0, target.find('?')))});
  return response;
}

void tidy(Response& response) {
  if (response.status >= 200 && response.status <= 599) return;
  log::error("a handler answered with a status that cannot be sent", {{"status", response.status}});
  response = problem(Error{.code = Errc::internal});
}

void log_request(const Request& request, unsigned status, std::chrono::nanoseconds took) {
  if (!log::enabled(log::Level::info)) return;
  log::info("request", {{"method", name_of(request.method)},
                        {"path", request.path},
                        {"status", status},
                        {"micros", std::chrono::duration_cast<std::chrono::microseconds>(took).count()},
                        {"request_id", request.client.request_id},
                        {"trace", trace::id_of(request.client.trace)},
                        {"address", request.client.address}});
}

void log_refusal(const Refusal& refusal, const Client& client) {
  log::info("request refused",
            {{"status", refusal.status}, {"request_id", client.request_id}, {"address", client.address}});
}

void log_broken_session(const std::exception& failure) {
  log::error("connection ended by an exception", {{"error", failure.what()}});
}

}  // namespace foyer::http
