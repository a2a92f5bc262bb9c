#include "platform/http/router.h"

#include <fmt/format.h>
#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <utility>

#include "platform/http/problem.h"

namespace foyer::http {
namespace {

constexpr std::array every_method{Method::get,   Method::head, Method::post,   Method::put,
                                  Method::patch, Method::del,  Method::options};

constexpr std::size_t slot(Method method) noexcept { return static_cast<std::size_t>(method); }

void append(std::string& list, Method method) {
  if (!list.empty()) list += ", ";
  list += name_of(method);
}

Task<Response> ready(Response response) { co_return std::move(response); }

/// Keeps the request with its parameters alive while the handler runs.
Task<Response> handle_with(const Handler& handler, Request request) { co_return co_await handler(request); }

bool is_parameter(std::string_view segment) noexcept { return segment.starts_with('{') && segment.ends_with('}'); }

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> out;
  for (const auto part : path.substr(1) | std::views::split('/')) out.emplace_back(part.begin(), part.end());
  return out;
}

}  // namespace

const Handler& Router::Resource::handler(Method method) const {
  const Handler& own = by_method[slot(method)];
  return !own && method == Method::head ? by_method[slot(Method::get)] : own;
}

std::string Router::Resource::allow() const {
  std::string list;
  for (const Method method : every_method)
    if (method == Method::options || handler(method)) append(list, method);
  return list;
}

void Router::add(Method method, std::string path, Handler handler) {
  Handler& slot_of_method = resource(path).by_method[slot(method)];
  if (slot_of_method) throw std::logic_error(fmt::format("{} {} is routed twice", name_of(method), path));
  slot_of_method = std::move(handler);
}

std::string Router::allow(std::string_view path) const {
  std::vector<Field> unused;
  if (const Resource* found = find(path, unused)) return found->allow();
  std::string list;
  for (const Method method : every_method) append(list, method);
  return list;
}

Router::Resource& Router::resource(const std::string& path) {
  if (!path.contains('{')) {
    const auto found = resources_.find(path);
    return found != resources_.end() ? found->second : resources_.emplace(path, numbered(path)).first->second;
  }
  const auto segments = segments_of(path);
  for (Pattern& pattern : patterns_) {
    if (std::ranges::equal(pattern.segments, segments)) return pattern.resource;
  }
  return patterns_.emplace_back(std::vector<std::string>(segments.begin(), segments.end()), numbered(path)).resource;
}

Router::Resource Router::numbered(const std::string& path) {
  routes_.push_back(path);
  Resource made;
  made.place = routes_.size() - 1;
  return made;
}

const Router::Resource* Router::find(std::string_view path, std::vector<Field>& parameters) const {
  if (const auto found = resources_.find(path); found != resources_.end()) return &found->second;
  if (patterns_.empty() || !path.starts_with('/')) return nullptr;
  const auto segments = segments_of(path);
  for (const Pattern& pattern : patterns_) {
    const auto fits = [](const std::string& wanted, std::string_view segment) {
      return is_parameter(wanted) ? !segment.empty() : wanted == segment;
    };
    if (!std::ranges::equal(pattern.segments, segments, fits)) continue;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const std::string_view wanted = pattern.segments[i];
      if (is_parameter(wanted)) parameters.push_back({wanted.substr(1, wanted.size() - 2), segments[i]});
    }
    return &pattern.resource;
  }
  return nullptr;
}

Task<Response> Router::handle(const Request& request) const {
  std::size_t route = 0;
  return handle(request, route);
}

Task<Response> Router::handle(const Request& request, std::size_t& route) const {
  std::vector<Field> parameters;
  const Resource* found = find(request.path, parameters);
  route = found != nullptr ? found->place : 0;
  const bool whole_server = request.method == Method::options && request.path == "*";
  if (found == nullptr && !whole_server) {
    if (unknown_path_) return unknown_path_(request);
    return ready(problem(Error{.code = Errc::not_found}, request));
  }
  if (!whole_server) {
    if (const Handler& handler = found->handler(request.method)) {
      if (parameters.empty()) return handler(request);
      Request with_parameters = request;
      with_parameters.parameters = std::move(parameters);
      return handle_with(handler, std::move(with_parameters));
    }
  }
  Response response = request.method == Method::options ? Response{.status = 204}
                                                        : problem(Error{.code = Errc::method_not_allowed}, request);
  response.headers.push_back({"Allow", allow(request.path)});
  return ready(std::move(response));
}

}  // namespace foyer::http
