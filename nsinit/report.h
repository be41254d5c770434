#ifndef LIBCONTAINER_NSINIT_REPORT_H_
#define LIBCONTAINER_NSINIT_REPORT_H_

#include <string>
#include <string_view>
#include <vector>

namespace libcontainer::nsinit {

// From now on lines are appended to this file as well, which is created with mode 0640.
// Throws Error.
void OpenLog(const std::string& path);

// `text` with control characters as '?': what containers chose goes to a terminal.
std::string Printable(std::string_view text);

// Writes "nsinit: `text`" as exactly one line on stderr: control characters become '?'.
void Report(std::string_view text);
void ReportAll(const std::vector<std::string>& texts);

}  // namespace libcontainer::nsinit

#endif  // LIBCONTAINER_NSINIT_REPORT_H_
