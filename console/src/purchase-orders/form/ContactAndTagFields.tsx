import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import type { ContactDraft, TagDraft } from "./draft";
import type { Problems } from "../../form/problems";

interface Props<T> {
  readonly items: readonly T[];
  readonly change: (items: readonly T[]) => void;
  readonly problems: Problems;
}

const MAX_CONTACTS = 20;
const MAX_TAGS = 50;

/** Who is mailed about it. */
export function ContactFields({ items, change, problems }: Props<ContactDraft>) {
  const field = (member: keyof ContactDraft, label: string, type?: InputProps.Type) => ({
    label: member === "telephone" ? `${label} - optional` : label,
    control: (contact: ContactDraft, index: number) => (
      <Input
        ariaLabel={`${label} of contact ${index + 1}`}
        type={type}
        value={contact[member]}
        onChange={({ detail }) => change(replaced(items, index, { [member]: detail.value }))}
      />
    ),
    errorText: (_: ContactDraft, index: number) => problems.at(`contacts[${index}].${member}`),
  });
  return (
    <FormField stretch errorText={problems.at("contacts")}>
      <AttributeEditor
        items={items}
        definition={[
          field("name", "Name"),
          field("email", "E-mail", "email"),
          field("telephone", "Telephone"),
        ]}
        addButtonText="Add contact"
        removeButtonText="Remove"
        removeButtonAriaLabel={(contact) => `Remove ${contact.name || "contact"}`}
        disableAddButton={items.length >= MAX_CONTACTS}
        onAddButtonClick={() => change([...items, { name: "", email: "", telephone: "" }])}
        onRemoveButtonClick={({ detail }) => change(without(items, detail.itemIndex))}
        empty="Nobody is mailed when it expires or runs dry."
        additionalInfo={`At most ${MAX_CONTACTS} contacts.`}
      />
    </FormField>
  );
}

/** Its tags, which access policies may go by. */
export function TagFields({ items, change, problems }: Props<TagDraft>) {
  const field = (member: keyof TagDraft, label: string) => ({
    label: member === "value" ? `${label} - optional` : label,
    control: (tag: TagDraft, index: number) => (
      <Input
        ariaLabel={`${label} of tag ${index + 1}`}
        value={tag[member]}
        onChange={({ detail }) => change(replaced(items, index, { [member]: detail.value }))}
      />
    ),
    errorText: (tag: TagDraft) =>
      member === "key" ? (twice(items, tag) ?? problems.at(`tags[${tag.key}]`)) : undefined,
  });
  return (
    <FormField stretch errorText={problems.at("tags")}>
      <AttributeEditor
        items={items}
        definition={[field("key", "Key"), field("value", "Value")]}
        addButtonText="Add tag"
        removeButtonText="Remove"
        removeButtonAriaLabel={(tag) => `Remove ${tag.key || "tag"}`}
        disableAddButton={items.length >= MAX_TAGS}
        onAddButtonClick={() => change([...items, { key: "", value: "" }])}
        onRemoveButtonClick={({ detail }) => change(without(items, detail.itemIndex))}
        empty="It carries no tags."
        additionalInfo={`At most ${MAX_TAGS} tags.`}
      />
    </FormField>
  );
}

/** Two tags with one key would be sent as one. */
export function haveTwins(tags: readonly TagDraft[]): boolean {
  return tags.some((tag) => twice(tags, tag) !== undefined);
}

function twice(tags: readonly TagDraft[], tag: TagDraft): string | undefined {
  const isTwice = tags.filter((each) => each.key === tag.key).length > 1;
  return isTwice ? "This key is given twice" : undefined;
}

function replaced<T>(items: readonly T[], index: number, part: Partial<T>): T[] {
  return items.map((item, at) => (at === index ? { ...item, ...part } : item));
}

function without<T>(items: readonly T[], index: number): T[] {
  return items.filter((_, at) => at !== index);
}
