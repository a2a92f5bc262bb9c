#include "platform/http/router.h"

#include <fmt/format.h>
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
  Handler& slot_of_method = resources_[path].by_method[slot(method)];
  if (slot_of_method) throw std::logic_error(fmt::format("{} {} is routed twice", name_of(method), path));
  slot_of_method = std::move(handler);
}

std::string Router::allow(std::string_view path) const {
  if (const auto found = resources_.find(path); found != resources_.end()) return found->second.allow();
  std::string list;
  for (const Method method : every_method) append(list, method);
  return list;
}

Task<Response> Router::handle(const Request& request) const {
  const auto found = resources_.find(request.path);
  const bool whole_server = request.method == Method::options && request.path == "*";
  if (found == resources_.end() && !whole_server) return ready(problem(Error{.code = Errc::not_found}, request));
  if (!whole_server)
    if (const Handler& handler = found->second.handler(request.method)) return handler(request);
  Response response = request.method == Method::options ? Response{.status = 204}
                                                        : problem(Error{.code = Errc::method_not_allowed}, request);
  response.headers.push_back({"Allow", allow(request.path)});
  return ready(std::move(response));
}

}  // namespace foyer::http
