#ifndef LIBCONTAINER_LABEL_OPTIONS_H_
#define LIBCONTAINER_LABEL_OPTIONS_H_

#include <string>

namespace libcontainer::label {

// `label` with the words of `options` put in; see GenLabels. Throws Error EINVAL.
std::string ApplyOptions(const std::string& label, const std::string& options);

}  // namespace libcontainer::label

#endif  // LIBCONTAINER_LABEL_OPTIONS_H_
