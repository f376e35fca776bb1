import { describe, expect, test } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import { Field, Select } from '#ui/field.tsx';

const described = (input: HTMLElement): (string | null | undefined)[] =>
  (input.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);

describe('a field', () => {
  test('is known by its label, and described by its hint', () => {
    render(<Field label="Phone" hint="With its country" name="phone" />);
    const input = screen.getByLabelText('Phone');
    expect(described(input)).toEqual(['With its country']);
    expect(input.hasAttribute('aria-invalid')).toBe(false);
  });

  test('says what is wrong with it, after its hint', () => {
    render(<Field label="Phone" hint="With its country" fault="is no number" name="phone" />);
    const input = screen.getByLabelText('Phone');
    expect(described(input)).toEqual(['With its country', 'is no number']);
    expect(input.getAttribute('aria-invalid')).toBe('true');
  });

  test('two of one label are still two', () => {
    render(
      <>
        <Field label="Name" name="one" />
        <Select label="Name" name="other">
          <option>a</option>
        </Select>
      </>,
    );
    const [one, other] = screen.getAllByLabelText('Name');
    expect(one?.id).not.toBe(other?.id);
  });
});
