/** Lit's decorators for classes compiled with `experimentalDecorators`, without those parts of Lit's own that serve other compilers. */
import { ReactiveElement, type PropertyDeclaration } from 'lit';

type Decorator = (prototype: ReactiveElement, name: string) => void;

const constructorOf = (prototype: ReactiveElement): typeof ReactiveElement => prototype.constructor as typeof ReactiveElement;

/** Registers the class under `tag`. */
export const customElement = (tag: string) => (element: CustomElementConstructor): void => {
  customElements.define(tag, element);
};

/** A property whose change draws the element again; an attribute too unless `attribute` is false. */
export const property = (options?: PropertyDeclaration): Decorator => (prototype, name) => {
  constructorOf(prototype).createProperty(name, options);
};

/** A property that only the element itself sets. */
export const state = (): Decorator => property({ state: true, attribute: false });

/** The first element in the shadow root that fits `selector`. */
export const query = (selector: string): Decorator => (prototype, name) => {
  Object.defineProperty(prototype, name, {
    get(this: ReactiveElement) {
      return (this.renderRoot as Partial<ParentNode> | undefined)?.querySelector?.(selector) ?? null;
    },
  });
};
