import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Takes files that are dropped on whatever `data-drop` is around the field; it says so while they hover. */
export function useDrop(field: RefObject<HTMLElement | null>, onFiles: (files: readonly File[]) => void): void {
  const take = useEffectEvent(onFiles);
  useEffect(() => {
    const place = field.current?.closest<HTMLElement>('[data-drop]');
    if (!place) return undefined;
    const hover = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      place.dataset['dropping'] = '';
    };
    const leave = (event: DragEvent) => {
      if (!place.contains(event.relatedTarget as Node | null)) delete place.dataset['dropping'];
    };
    const drop = (event: DragEvent) => {
      delete place.dataset['dropping'];
      if (!event.dataTransfer || event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      take([...event.dataTransfer.files]);
    };
    place.addEventListener('dragover', hover);
    place.addEventListener('dragleave', leave);
    place.addEventListener('drop', drop);
    return () => {
      place.removeEventListener('dragover', hover);
      place.removeEventListener('dragleave', leave);
      place.removeEventListener('drop', drop);
    };
  }, [field]);
}
