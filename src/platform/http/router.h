#pragma once
// Exact paths, and patterns whose {name} stands for one segment, to handlers. Built once at start-up and read-only
// afterwards, so any thread may dispatch.

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/async/task.h"
#include "platform/http/message.h"

namespace foyer::http {

using Handler = std::function<Task<Response>(const Request&)>;

class Router {
 public:
  /// The same method and path twice is a bug and throws std::logic_error. A GET handler also answers HEAD.
  void add(Method, std::string path, Handler);
  /// Answers paths that nobody has, in the place of a plain 404.
  void otherwise(Handler handler) { unknown_path_ = std::move(handler); }
  /// Finds the handler and runs it: 404 for an unknown path, 405 with Allow for a known one, 204 with Allow for
  /// OPTIONS. Exceptions pass through: the session turns them into answers and log lines.
  Task<Response> handle(const Request&) const;
  /// The same; `route` is set at once to the place in routes() of the route that answers.
  Task<Response> handle(const Request&, std::size_t& route) const;
  /// The paths as they were added, the first added first, behind the one name for paths that nobody has.
  const std::vector<std::string>& routes() const noexcept { return routes_; }
  /// What an Allow field says of this path; every method we know where the path is not ours ("*" among them).
  std::string allow(std::string_view path) const;

 private:
  struct Resource {
    std::array<Handler, 7> by_method;
    std::size_t place = 0;  ///< in routes()
    const Handler& handler(Method) const;
    std::string allow() const;
  };
  struct Pattern {
    std::vector<std::string> segments;
    Resource resource;
  };
  /// The resource of a path; `parameters` is filled where a pattern matched.
  const Resource* find(std::string_view path, std::vector<Field>& parameters) const;
  Resource& resource(const std::string& path);
  Resource numbered(const std::string& path);
  /// Lets a string_view find its resource without becoming a string.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, Resource, Hash, std::equal_to<>> resources_;
  std::vector<Pattern> patterns_;  // few, and asked only when no exact path fits
  Handler unknown_path_;
  std::vector<std::string> routes_{"unknown"};
};

}  // namespace foyer::http
