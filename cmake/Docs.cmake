# Target "docs": the reference of the public headers, in docs/html of the build directory.
find_program(DOXYGEN doxygen)
if(NOT DOXYGEN)
  return()
endif()
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/docs/Doxyfile CONTENT
"@INCLUDE = docs/Doxyfile
OUTPUT_DIRECTORY = ${PROJECT_BINARY_DIR}/docs
PROJECT_NUMBER = ${PROJECT_VERSION}
")
add_custom_target(docs COMMAND ${CMAKE_COMMAND} -E rm -rf ${PROJECT_BINARY_DIR}/docs/html
                  COMMAND ${DOXYGEN} ${PROJECT_BINARY_DIR}/docs/Doxyfile
                  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
