/**
 * A container's image as `docker run` takes it: `postgres:17`, `registry.example:5000/team/nginx@sha256:…`.
 * Nothing that a program would read as an option.
 */
export const imageReferencePattern =
  /^([a-zA-Z0-9][a-zA-Z0-9.-]*(:\d{1,5})?\/)?[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/

export const LONGEST_REFERENCE = 400
