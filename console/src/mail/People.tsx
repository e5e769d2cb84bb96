import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import type { Problems } from "../form/problems";

export interface Person {
  readonly name: string;
  readonly email: string;
}

interface Props {
  /** The list's name in the API, where its problems are: "contacts". */
  readonly field: string;
  readonly label: string;
  readonly description: string;
  readonly people: readonly Person[];
  readonly change: (people: readonly Person[]) => void;
  readonly problems: Problems;
  readonly empty: string;
}

const MOST = 20;

/** Who is mailed: names and addresses, one person a row. */
export function People({ field, people, change, problems, ...props }: Props) {
  const edit = (index: number, changes: Partial<Person>) =>
    change(people.map((each, at) => (at === index ? { ...each, ...changes } : each)));
  const left = MOST - people.length;
  return (
    <FormField
      stretch
      label={props.label}
      description={props.description}
      errorText={problems.at(field)}
    >
      <AttributeEditor
        items={people}
        addButtonText="Add a person"
        removeButtonText="Remove"
        removeButtonAriaLabel={(person) => `Remove ${person.name || person.email || "the person"}`}
        disableAddButton={left <= 0}
        additionalInfo={left > 0 ? `You can add ${left} more.` : `${MOST} is the most.`}
        empty={props.empty}
        onAddButtonClick={() => change([...people, { name: "", email: "" }])}
        onRemoveButtonClick={({ detail }) =>
          change(people.filter((_, index) => index !== detail.itemIndex))
        }
        definition={[
          {
            label: "Name",
            control: ({ name }, index) => (
              <Input
                value={name}
                ariaLabel={`Name of person ${index + 1}`}
                placeholder="Finance desk"
                onChange={({ detail }) => edit(index, { name: detail.value })}
              />
            ),
            errorText: (_, index) => problems.at(`${field}[${index}].name`),
          },
          {
            label: "E-mail",
            control: ({ email }, index) => (
              <Input
                value={email}
                type="email"
                ariaLabel={`E-mail of person ${index + 1}`}
                placeholder="finance@example.com"
                onChange={({ detail }) => edit(index, { email: detail.value })}
              />
            ),
            errorText: (_, index) =>
              problems.at(`${field}[${index}].email`) ?? problems.at(`${field}[${index}]`),
          },
        ]}
      />
    </FormField>
  );
}
