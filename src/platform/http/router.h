#pragma once
// Exact paths to handlers. Built once at start-up and read-only afterwards, so any thread may dispatch.

#include <functional>
#include <string>
#include <unordered_map>

#include "platform/async/task.h"
#include "platform/http/message.h"

namespace foyer::http {

using Handler = std::function<Task<Response>(const Request&)>;

class Router {
 public:
  /// The same method and path twice is a bug and throws std::logic_error. A GET handler also answers HEAD.
  void add(Method, std::string path, Handler);
  /// Finds the handler and runs it: 404 for an unknown path, 405 with Allow for a known one, 204 with Allow for
  /// OPTIONS. Exceptions pass through: the session turns them into answers and log lines.
  Task<Response> handle(const Request&) const;

 private:
  struct Resource {
    std::unordered_map<int, Handler> by_method;
    std::string allow() const;
  };
  std::unordered_map<std::string, Resource> resources_;
};

}  // namespace foyer::http
