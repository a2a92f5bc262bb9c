#include "platform/http/openapi.h"

#include <algorithm>
#include <map>
#include <span>

namespace foyer::http {
namespace {

namespace json = boost::json;

constexpr std::string_view bearer_scheme = "AccessToken";
constexpr std::string_view password_scheme = "SignIn";

json::object json_content(json::value schema) {
  return {{"application/json", json::object{{"schema", std::move(schema)}}}};
}

json::object reference(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string{name}}}; }

json::object problem_schema() {
  return {{"type", "object"},
          {"properties",
           json::object{{"detail", json::object{{"type", "string"}, {"description", "For people"}}},
                        {"code", json::object{{"type", "string"}, {"description", "For programs; never changes"}}}}},
          {"required", {"detail", "code"}}};
}

json::object validation_problem_schema() {
  const json::object text{{"type", "string"}};
  json::object field{
      {"type", "object"},
      {"properties",
       json::object{{"type", text}, {"loc", json::object{{"type", "array"}, {"items", text}}}, {"msg", text}}},
      {"required", {"type", "loc", "msg"}}};
  return {{"type", "object"},
          {"properties",
           json::object{{"detail", json::object{{"type", "array"}, {"items", std::move(field)}}}, {"code", text}}},
          {"required", {"detail", "code"}},
          {"examples",
           {json::object{
               {"detail", {json::object{{"type", "missing"}, {"loc", {"body", "email"}}, {"msg", "Field required"}}}},
               {"code", code_of(Errc::validation_error)}}}}};
}

/// Failures that follow from what an endpoint takes; its own words name the rest.
std::vector<Errc> all_failures(const RouteInfo& info) {
  std::vector<Errc> out = info.failures;
  if (info.needs_principal) out.push_back(Errc::not_authenticated);
  if (info.body != nullptr || info.query != nullptr || info.needs_principal) out.push_back(Errc::bad_request);
  if (info.body != nullptr) out.insert(out.end(), {Errc::payload_too_large, Errc::unsupported_media_type});
  if (info.body != nullptr || info.query != nullptr) out.push_back(Errc::validation_error);
  if (info.method == Method::post) out.push_back(Errc::foreign_form);
  if (info.segments != nullptr) out.push_back(Errc::not_found);
  out.push_back(Errc::unavailable);
  return out;
}

json::object header(std::string_view description, json::object schema) {
  return {{"description", description}, {"schema", std::move(schema)}};
}

json::object header_definitions() {
  const json::object text{{"type", "string"}};
  return {
      {"WWW-Authenticate",
       header("Bearer; with error=\"invalid_token\" if a token was sent, with "
              "error=\"insufficient_user_authentication\" and max_age if the password must be proven again "
              "(RFC 6750, RFC 9470)",
              text)},
      {"Retry-After", header("Seconds until trying again makes sense", {{"type", "integer"}, {"minimum", 1}})},
      {"RateLimit", header("The spent limit: \"name\";r=requests left;t=seconds until more", text)},
      {"RateLimit-Policy", header("The spent limit: \"name\";q=quota;w=window in seconds", text)},
      {"Set-Cookie", header("With X-Foyer-Session: cookie, the cookie that keeps the refresh token or, with Max-Age=0, "
                            "gives it up",
                            text)}};
}

json::object parameter_definitions() {
  return {{"X-Foyer-Session", json::object{{"name", "X-Foyer-Session"},
                                           {"in", "header"},
                                           {"required", false},
                                           {"description",
                                            "For pages of this very origin, \"cookie\" and nothing else: the refresh "
                                            "token travels in an HttpOnly cookie, "
                                            "and its member in bodies stays empty or away."},
                                           {"schema", json::object{{"type", "string"}, {"examples", {"cookie"}}}}}}};
}

/// The headers that come with a failure of this status, as references.
json::object failure_headers(unsigned status) {
  std::vector<std::string> names;
  if (status == 401) names = {"WWW-Authenticate"};
  if (status == 429) names = {"Retry-After", "RateLimit", "RateLimit-Policy"};
  if (status == 503) names = {"Retry-After"};
  json::object out;
  for (const std::string& name : names) out[name] = json::object{{"$ref", "#/components/headers/" + name}};
  return out;
}

json::object failure_response(std::span<const Errc> codes) {
  json::object examples;
  std::string description;
  for (const Errc code : codes) {
    if (!description.empty()) description += ", or ";
    description += sentence_of(code);
    examples[code_of(code)] =
        json::object{{"value", json::object{{"detail", sentence_of(code)}, {"code", code_of(code)}}}};
  }
  json::object media{{"schema", reference("Problem")}, {"examples", std::move(examples)}};
  json::object out{{"description", description}};
  if (auto headers = failure_headers(status_of(codes.front())); !headers.empty()) out["headers"] = std::move(headers);
  out["content"] = json::object{{"application/json", std::move(media)}};
  return out;
}

json::object download_response(const RouteInfo& info) {
  const json::object name = header("The file's name: attachment; filename=\"…\"", {{"type", "string"}});
  return {{"description", "The file"},
          {"headers", json::object{{"Content-Disposition", name}}},
          {"content", json::object{{info.media_type, json::object{}}}}};
}

json::object successes(const RouteInfo& info, schema::Definitions& defs) {
  json::object out;
  if (info.downloads) out["200"] = download_response(info);
  if (info.answer == nullptr) return out;
  json::object content = json_content(info.answer(defs));
  if (!info.example.empty()) content["application/json"].as_object()["example"] = json::parse(info.example);
  if (info.page) content["text/html"] = json::object{{"schema", json::object{{"type", "string"}}}};
  if (!info.downloads) {
    json::object done{{"description", "Done"}};
    if (info.page_session) done["headers"] = {{"Set-Cookie", {{"$ref", "#/components/headers/Set-Cookie"}}}};
    done["content"] = std::move(content);
    out["200"] = std::move(done);
    return out;
  }
  const json::object wait{{"$ref", "#/components/headers/Retry-After"}};
  out["202"] = json::object{{"description", "Not ready yet"},
                            {"headers", json::object{{"Retry-After", wait}}},
                            {"content", std::move(content)}};
  return out;
}

json::object responses(const RouteInfo& info, schema::Definitions& defs) {
  std::map<unsigned, std::vector<Errc>> by_status;
  for (const Errc code : all_failures(info)) {
    auto& known = by_status[status_of(code)];
    if (std::ranges::find(known, code) == known.end()) known.push_back(code);
  }
  json::object out = successes(info, defs);
  for (const auto& [status, codes] : by_status) {
    out[std::to_string(status)] = codes.front() == Errc::validation_error
                                      ? json::object{{"description", "Wrong or missing fields, all at once"},
                                                     {"content", json_content(reference("ValidationProblem"))}}
                                      : failure_response(codes);
  }
  return out;
}

/// The form's schema is the JSON body's with the form's own names.
json::object form_schema(json::object body, const std::vector<FormName>& names, const schema::Definitions& defs) {
  const std::string_view reference_text = body.at("$ref").as_string();
  json::object out = defs.at(std::string{reference_text.substr(reference_text.rfind('/') + 1)});
  const auto form_name = [&](std::string_view member) {
    const auto found = std::ranges::find(names, member, &FormName::member);
    return found == names.end() ? std::string{member} : found->form;
  };
  json::object properties;
  for (const auto& property : out.at("properties").as_object())
    properties[form_name(property.key())] = property.value();
  out["properties"] = std::move(properties);
  for (auto& name : out.at("required").as_array()) name = form_name(name.as_string());
  return out;
}

json::object request_body(const RouteInfo& info, schema::Definitions& defs) {
  json::object body = info.body(defs);
  json::object content = json_content(body);
  if (!info.form.empty()) {
    content["application/x-www-form-urlencoded"] = json::object{{"schema", form_schema(body, info.form, defs)}};
  }
  return {{"required", true}, {"content", std::move(content)}};
}

/// The members of a struct as parameters; the struct itself is no schema of its own.
void append_parameters(json::array& out, Describe describe, std::string_view in, schema::Definitions& defs) {
  if (describe == nullptr) return;
  schema::Definitions own;
  const json::object reference_to_own = describe(own);
  const std::string_view pointer = reference_to_own.at("$ref").as_string();
  const std::string name{pointer.substr(pointer.rfind('/') + 1)};
  const json::object members = own.at(name);
  own.erase(name);
  defs.merge(own);

  for (const auto& property : members.at("properties").as_object()) {
    const auto* required = members.if_contains("required");
    const bool must = required != nullptr && std::ranges::find(required->as_array(), json::value(property.key())) !=
                                                 required->as_array().end();
    json::object parameter{{"name", property.key()}, {"in", in}, {"required", must}, {"schema", property.value()}};
    if (const auto* words = property.value().as_object().if_contains("description")) parameter["description"] = *words;
    out.push_back(std::move(parameter));
  }
}

json::array parameters(const RouteInfo& info, schema::Definitions& defs) {
  json::array out;
  append_parameters(out, info.segments, "path", defs);
  append_parameters(out, info.query, "query", defs);
  if (info.page_session) out.push_back(json::object{{"$ref", "#/components/parameters/X-Foyer-Session"}});
  return out;
}

std::string lower_name(Method method) {
  std::string out{name_of(method)};
  std::ranges::transform(out, out.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  return out;
}

/// "postAuthLogin" of POST /api/v1/auth/login: unique, and a good method name in generated clients.
std::string operation_id(const RouteInfo& info, std::string_view path) {
  std::string out = lower_name(info.method);
  constexpr std::string_view prefix = "/api/v1";
  if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
  bool upper = false;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) out += upper && c >= 'a' ? static_cast<char>(c - 0x20) : c;
    upper = !letter;
  }
  return out;
}

json::object operation(const RouteInfo& info, std::string_view path, schema::Definitions& defs) {
  json::object out{{"tags", {info.tag}},
                   {"summary", path == info.path ? info.summary : info.summary + " (alias)"},
                   {"operationId", operation_id(info, path)}};
  if (!info.description.empty()) out["description"] = info.description;
  if (auto taken = parameters(info, defs); !taken.empty()) out["parameters"] = std::move(taken);
  if (info.body != nullptr) out["requestBody"] = request_body(info, defs);
  out["responses"] = responses(info, defs);
  if (info.needs_principal) {
    out["security"] = {json::object{{password_scheme, json::array{}}}, json::object{{bearer_scheme, json::array{}}}};
  }
  return out;
}

void write_pretty(std::string& out, const json::value& value, std::size_t depth);

template <class Range, class WriteItem>
void write_block(std::string& out, char open, char close, const Range& items, std::size_t depth, WriteItem write_item) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    out += first ? "\n" : ",\n";
    first = false;
    out.append(2 * (depth + 1), ' ');
    write_item(item);
  }
  if (!first) out.append("\n").append(2 * depth, ' ');
  out += close;
}

void write_pretty(std::string& out, const json::value& value, std::size_t depth) {
  if (const auto* object = value.if_object()) {
    write_block(out, '{', '}', *object, depth, [&](const auto& member) {
      schema::write_string(out, member.key());
      out += ": ";
      write_pretty(out, member.value(), depth + 1);
    });
  } else if (const auto* array = value.if_array()) {
    write_block(out, '[', ']', *array, depth, [&](const auto& item) { write_pretty(out, item, depth + 1); });
  } else if (const auto* text = value.if_string()) {
    schema::write_string(out, *text);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

json::object openapi(const Api& api, const DocumentInfo& info) {
  schema::Definitions defs{{"Problem", problem_schema()}, {"ValidationProblem", validation_problem_schema()}};
  json::object paths;
  const auto describe = [&](const RouteInfo& route, const std::string& path) {
    json::value& item = paths[path];
    if (!item.is_object()) item.emplace_object();
    item.as_object()[lower_name(route.method)] = operation(route, path, defs);
  };
  for (const auto& endpoint : api.routes()) {
    describe(endpoint.info, endpoint.info.path);
    for (const auto& alias : endpoint.info.aliases) describe(endpoint.info, alias);
  }

  json::object schemas;
  for (auto& [name, schema] : defs) schemas[name] = std::move(schema);
  json::object flow{{"tokenUrl", info.token_url}, {"scopes", json::object{}}};
  json::object security{
      {password_scheme, json::object{{"type", "oauth2"}, {"flows", json::object{{"password", std::move(flow)}}}}},
      {bearer_scheme, json::object{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}}};
  return {{"openapi", "3.1.0"},
          {"info", json::object{{"title", info.title},
                                {"version", info.version},
                                {"description", info.description},
                                {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"paths", std::move(paths)},
          {"components", json::object{{"schemas", std::move(schemas)},
                                      {"parameters", parameter_definitions()},
                                      {"headers", header_definitions()},
                                      {"securitySchemes", std::move(security)}}}};
}

std::string pretty(const json::value& value) {
  std::string out;
  write_pretty(out, value, 0);
  out += '\n';
  return out;
}

}  // namespace foyer::http
