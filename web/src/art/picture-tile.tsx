import type { ReactNode } from 'react';
import { joinClasses } from '#ui/join-classes.ts';
import { pictureAddress, pictures, type Picture } from './pictures.ts';
import styles from './picture-tile.module.css';

export interface PictureTileProps {
  readonly picture: Picture;
  /** Whether it says something that no text beside it does. */
  readonly described?: boolean;
  /** Whether it is on the first screen; others are loaded when they come near. */
  readonly first?: boolean;
  readonly className?: string | undefined;
}

/** A drawing on a tile, square, as wide as there is room. */
export function PictureTile({ picture, described, first, className }: PictureTileProps): ReactNode {
  return (
    <span className={joinClasses(styles.tile, className)}>
      <img src={pictureAddress(picture)} width="400" height="400" alt={described === true ? pictures[picture] : ''} loading={first === true ? 'eager' : 'lazy'} decoding="async" />
    </span>
  );
}
