#!/usr/bin/env bash
# What the workflow `update` does: brings the project up to date with the documentation, pushes the commits to a branch
# of their own, and opens or renews its one pull request, with what has changed as its text. Where a person must look,
# an issue says at what; it is closed once there is nothing left to look at.
#
# SOURCE: where the pages are. It needs git, and `gh` with the right to write.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"

python=${PYTHON:-.venv/bin/python}
branch=documentation
issue_title="The documentation has changed in a way that a person must look at"
# GitHub takes 65,536 characters.
longest=60000

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

first_number() { # of what `gh` lists
  gh "$@" --state open --json number --jq '.[0].number // empty'
}

base=$(git rev-parse HEAD)
code=0
"$python" -m generator update ${SOURCE:+--source "$SOURCE"} --commit > "$place/said" 2> "$place/problems" || code=$?
cat "$place/said"
cat "$place/problems" >&2

if [ "$(git rev-parse HEAD)" != "$base" ]; then
  git push --quiet --force origin "HEAD:refs/heads/$branch"
  "$python" -m generator diff "$base" specs --format markdown > "$place/changes"
  head -c "$longest" "$place/changes" | iconv -f utf-8 -t utf-8 -c > "$place/body"
  title=$(git log --reverse --format=%s "$base..HEAD" | sed -n 1p)
  number=$(first_number pr list --head "$branch")
  if [ -n "$number" ]; then
    gh pr edit "$number" --title "$title" --body-file "$place/body"
  else
    gh pr create --head "$branch" --title "$title" --body-file "$place/body"
  fi
fi

number=$(first_number issue list --search "in:title \"$issue_title\"")
case $code in
0 | 10 | 11)
  [ -z "$number" ] || gh issue close "$number" --comment "There is nothing left to look at."
  ;;
*)
  {
    echo "\`python -m generator update\` ended with $code; docs/guides/regenerating.md says what to do."
    echo
    # Indented, it is text whatever it says.
    head -c "$longest" "$place/problems" | iconv -f utf-8 -t utf-8 -c | sed 's/^/    /'
  } > "$place/body"
  if [ -n "$number" ]; then
    gh issue edit "$number" --body-file "$place/body"
  else
    gh issue create --title "$issue_title" --body-file "$place/body"
  fi
  [ "$code" -eq 12 ] || exit 1
  ;;
esac
