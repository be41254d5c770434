# Target "lint": clang-tidy over every source file; a file is checked again only when it, or a header
# of this project, has changed.
find_program(CLANG_TIDY NAMES clang-tidy clang-tidy-14)
if(NOT CLANG_TIDY)
  return()
endif()
execute_process(COMMAND git ls-files *.cc WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
                OUTPUT_VARIABLE _files OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REPLACE "\n" ";" _files "${_files}")
file(GLOB_RECURSE _headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/*.h
     ${PROJECT_SOURCE_DIR}/src/*.h)
set(_stamps)
foreach(_file IN LISTS _files)
  if(_file MATCHES "^(tests|bench)/")
    continue()
  endif()
  set(_stamp ${CMAKE_BINARY_DIR}/lint/${_file}.stamp)
  get_filename_component(_dir ${_stamp} DIRECTORY)
  file(MAKE_DIRECTORY ${_dir})
  add_custom_command(
    OUTPUT ${_stamp}
    COMMAND ${CLANG_TIDY} --quiet --extra-arg=-Wno-unknown-warning-option -p ${CMAKE_BINARY_DIR} ${PROJECT_SOURCE_DIR}/${_file}
    COMMAND ${CMAKE_COMMAND} -E touch ${_stamp}
    DEPENDS ${PROJECT_SOURCE_DIR}/${_file} ${_headers} ${PROJECT_SOURCE_DIR}/.clang-tidy
    COMMENT "clang-tidy ${_file}")
  list(APPEND _stamps ${_stamp})
endforeach()
add_custom_target(lint DEPENDS ${_stamps})
