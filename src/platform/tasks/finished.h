#pragma once
// How runs of jobs ended, for metrics: foyer_jobs_finished_total.

#include <string_view>

#include "platform/tasks/rules.h"

namespace foyer::tasks {

void count_finished(std::string_view name, Verdict::Next next);

}  // namespace foyer::tasks
