/** Shows the machine's words struck out beside those that stand there now. */
import { useReading } from '../read/reading.ts';
import { texts } from './texts.ts';

export function ChangesSwitch() {
  const { showsChanges, editing } = useReading();
  const change = (isOn: boolean) => {
    editing.value = undefined;
    showsChanges.value = isOn;
  };
  return (
    <label class="choice changes-switch">
      <input
        type="checkbox"
        checked={showsChanges.value}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
      />
      {texts.value.changes}
    </label>
  );
}
