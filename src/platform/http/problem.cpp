#include "platform/http/problem.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "core/text.h"
#include "platform/http/accept.h"

namespace foyer::http {
namespace {

/// Appends a JSON string; what is not UTF-8 becomes '?', so that the document always parses.
void append_text(std::string& json, std::string_view text) {
  const bool clean = is_utf8(text);
  json += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      fmt::format_to(std::back_inserter(json), "\\u{:04x}", byte);
    } else {
      json += clean || byte < 0x80 ? c : '?';
    }
  }
  json += '"';
}

void append_fields(std::string& json, const std::vector<FieldError>& fields) {
  json += '[';
  for (const FieldError& field : fields) {
    if (json.back() != '[') json += ',';
    json += R"({"type":)";
    append_text(json, field.type);
    json += R"(,"loc":[)";
    for (const std::string& step : field.loc) {
      if (json.back() != '[') json += ',';
      append_text(json, step);
    }
    json += R"(],"msg":)";
    append_text(json, field.msg);
    json += '}';
  }
  json += ']';
}

/// Clients of a 422 read a list, so an error that names no field speaks of the body as a whole.
std::vector<FieldError> fields_of(const Error& error) {
  if (!error.fields.empty()) return error.fields;
  if (error.code == Errc::malformed_json) return {{"json_invalid", {"body"}, "JSON decode error"}};
  if (error.code == Errc::validation_error) return {{"value_error", {"body"}, std::string{detail_of(error)}}};
  return {};
}

std::string plain_body(const Error& error) {
  std::string json = R"({"detail":)";
  if (const auto fields = fields_of(error); fields.empty())
    append_text(json, detail_of(error));
  else
    append_fields(json, fields);
  fmt::format_to(std::back_inserter(json), R"(,"code":"{}"}})", code_of(error.code));
  return json;
}

std::string problem_body(const Error& error, unsigned status) {
  std::string json =
      fmt::format(R"({{"type":"about:blank","title":"{}","status":{},"detail":)", reason_of(status), status);
  append_text(json, detail_of(error));
  fmt::format_to(std::back_inserter(json), R"(,"code":"{}")", code_of(error.code));
  if (const auto fields = fields_of(error); !fields.empty()) {
    json += R"(,"errors":)";
    append_fields(json, fields);
  }
  json += '}';
  return json;
}

/// Can stand between quotes as it is, in a challenge (https://www.rfc-editor.org/rfc/rfc6750#section-3) and in a
/// structured field (https://www.rfc-editor.org/rfc/rfc9651#section-3.3.3).
bool is_quotable(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

std::string challenge(const Error& error) {
  if (error.code == Errc::reauthentication_required) {
    // https://www.rfc-editor.org/rfc/rfc9470#section-3; max_age is how many seconds a proven password is fresh.
    const auto detail = detail_of(error);
    return fmt::format(R"(Bearer error="insufficient_user_authentication", error_description="{}", max_age="900")",
                       is_quotable(detail) ? detail : sentence_of(error.code));
  }
  // https://www.rfc-editor.org/rfc/rfc6750#section-3: no error code when no token was sent.
  const bool token_was_sent = error.code == Errc::not_authenticated && !error.detail.empty();
  return token_was_sent ? R"(Bearer error="invalid_token")" : "Bearer";
}

/// https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
void append_limit(std::vector<Header>& headers, const SpentLimit& limit, std::int64_t wait) {
  if (limit.name.empty() || !is_quotable(limit.name)) return;
  std::string policy = fmt::format(R"("{}";q={})", limit.name, limit.quota);
  if (limit.window.count() > 0) policy += fmt::format(";w={}", limit.window.count());
  headers.push_back({"RateLimit-Policy", std::move(policy)});
  headers.push_back({"RateLimit", fmt::format(R"("{}";r=0;t={})", limit.name, wait)});
}

}  // namespace

unsigned status_of(Errc code) noexcept {
  switch (code) {
    case Errc::bad_request:
    case Errc::invalid_credentials:
    case Errc::invalid_token:
    case Errc::other_account:
    case Errc::wrong_password:
    case Errc::password_reused:
      return 400;
    case Errc::not_authenticated:
    case Errc::reauthentication_required:
    case Errc::invalid_refresh_token:
      return 401;
    case Errc::account_not_activated:
    case Errc::foreign_form:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::method_not_allowed:
      return 405;
    case Errc::request_timeout:
      return 408;
    case Errc::conflict:
      return 409;
    case Errc::payload_too_large:
      return 413;
    case Errc::uri_too_long:
      return 414;
    case Errc::unsupported_media_type:
      return 415;
    case Errc::malformed_json:
    case Errc::validation_error:
      return 422;
    case Errc::too_many_attempts:
      return 429;
    case Errc::headers_too_large:
      return 431;
    case Errc::overloaded:
    case Errc::unavailable:
      return 503;
    case Errc::internal:
      return 500;
  }
  return 500;
}

std::string_view reason_of(unsigned status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

Response problem(const Error& error, bool as_problem_json) {
  Response response;
  response.status = status_of(error.code);
  response.content_type = as_problem_json ? "application/problem+json" : "application/json";
  response.body = as_problem_json ? problem_body(error, response.status) : plain_body(error);
  if (response.status == 401) response.headers.push_back({"WWW-Authenticate", challenge(error)});
  const bool worth_retrying = response.status == 429 || response.status == 503;
  if (!worth_retrying && error.retry_after.count() <= 0) return response;
  const auto wait = std::max<std::int64_t>(1, error.retry_after.count());
  response.headers.push_back({"Retry-After", fmt::to_string(wait)});
  if (response.status == 429 && error.limit) append_limit(response.headers, *error.limit, wait);
  return response;
}

Response problem(const Error& error, const Request& request) {
  return problem(error, prefers_problem_json(request.header("Accept")));
}

}  // namespace foyer::http
