import Button from "@cloudscape-design/components/button";
import CollectionPreferences from "@cloudscape-design/components/collection-preferences";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { Failure } from "../app/outcomes";
import type { Preferences } from "./preferences";
import type { Pages } from "./usePages";

export interface Column<T> extends TableProps.ColumnDefinition<T> {
  readonly id: string;
  readonly header: string;
  readonly isHiddenAtFirst?: boolean;
}

interface Props<T> {
  /** What the list holds, as its heading says it: "Purchase orders". */
  readonly title: string;
  readonly description?: ReactNode;
  readonly columns: readonly Column<T>[];
  readonly pages: Pages<T>;
  /** What tells items apart, and the name of one for who cannot see it. */
  readonly nameOf: (item: T) => string;
  readonly preferences: Preferences;
  readonly keepPreferences: (chosen: Preferences) => void;
  readonly empty: ReactNode;
  readonly filter?: ReactNode;
  readonly actions?: ReactNode;
  /** Given where items can be selected. */
  readonly selection?: {
    readonly selected: readonly T[];
    readonly select: (items: readonly T[]) => void;
    /** Whether it goes over several pages, and stays when one is turned. */
    readonly isKept?: boolean;
  };
  /** Given where the API sorts. */
  readonly sorting?: {
    readonly by: string;
    readonly isDescending: boolean;
    readonly sort: (by: string, isDescending: boolean) => void;
  };
  /** Whether the list is the page, or stands inside one. */
  readonly variant?: "full-page" | "container";
}

const SIZES = [10, 20, 50, 100];

/** A list of the API: its heading, filter, pages, columns, and what is shown when it is empty. */
export function ListTable<T>(props: Props<T>) {
  const { title, columns, pages, nameOf, preferences, selection, sorting } = props;
  const isPage = props.variant !== "container";
  if (pages.error) {
    return (
      <Failure
        title={isPage ? title : undefined}
        what={title.toLowerCase()}
        error={pages.error}
        retry={pages.refresh}
      />
    );
  }
  const selected = selection?.selected ?? [];
  return (
    <Table
      variant={isPage ? "full-page" : "container"}
      stickyHeader={isPage}
      enableKeyboardNavigation
      trackBy={nameOf}
      columnDefinitions={columns}
      columnDisplay={preferences.contentDisplay}
      wrapLines={preferences.wrapLines}
      stripedRows={preferences.stripedRows}
      contentDensity={preferences.contentDensity}
      items={pages.items}
      loading={pages.isLoading}
      loadingText={`Loading ${title.toLowerCase()}`}
      selectionType={selection && "multi"}
      selectedItems={selected}
      onSelectionChange={({ detail }) => selection?.select(detail.selectedItems)}
      sortingColumn={sorting && { sortingField: sorting.by }}
      sortingDescending={sorting?.isDescending}
      onSortingChange={({ detail }) =>
        sorting?.sort(detail.sortingColumn.sortingField ?? sorting.by, !!detail.isDescending)
      }
      ariaLabels={{
        tableLabel: title,
        selectionGroupLabel: title,
        allItemsSelectionLabel: () => "Select all",
        itemSelectionLabel: (_, item) => nameOf(item),
      }}
      header={
        <Header
          variant={isPage ? "awsui-h1-sticky" : "h2"}
          counter={selected.length ? `(${selected.length} selected)` : undefined}
          description={props.description}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                iconName="refresh"
                ariaLabel={`Refresh ${title.toLowerCase()}`}
                loading={pages.isRefreshing}
                onClick={pages.refresh}
              />
              {props.actions}
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
      filter={props.filter}
      pagination={
        <Pagination
          currentPageIndex={pages.page}
          pagesCount={pages.known}
          openEnd={pages.hasMore}
          onChange={({ detail }) => {
            if (!selection?.isKept) selection?.select([]);
            pages.open(detail.currentPageIndex);
          }}
        />
      }
      preferences={
        <CollectionPreferences
          preferences={preferences}
          onConfirm={({ detail }) => props.keepPreferences(detail)}
          pageSizePreference={{
            options: SIZES.map((value) => ({ value, label: `${value} a page` })),
          }}
          contentDisplayPreference={{
            options: columns.map(({ id, header, isRowHeader }) => ({
              id,
              label: header,
              alwaysVisible: isRowHeader,
            })),
          }}
          wrapLinesPreference={{}}
          stripedRowsPreference={{}}
          contentDensityPreference={{}}
        />
      }
      empty={props.empty}
    />
  );
}
